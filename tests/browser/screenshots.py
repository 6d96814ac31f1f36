"""`make screenshots`: takes the pictures in docs/images, of the sample data. It is not a test."""

import base64
import struct
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.calls import Calls
from tests.browser.conftest import DIRECTORY, SETTINGS
from tests.browser.console import ENGLISH, KOREAN, PHONE, Console, Look, Open
from tests.browser.console import words as say
from tests.browser.desk import Desk
from tests.browser.panel import OpenPanel, Panel
from tools.common.paths import ROOT
from tools.connect.names import QUICK_CONNECT_NAME
from tools.embedded.lab.cases import read_cases
from tools.embedded.lab.desk import desk as lab
from tools.embedded.lab.fill import fill
from tools.embedded.stack import Stack
from tools.embedded.up import bring_up

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(picture, 0, 0);
  const { data } = drawing.getImageData(0, 0, picture.width, picture.height);
  return [picture.width, picture.height, new Uint8Array(data.buffer).toBase64()];
}"""
HISTORY_OF = "+12125550147"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500)))"
FLAGS = {"en": ("+12065550142", "Insulted me, three times", ""), "ko": ("+821055501234", "욕설을 세 번 반복함", "-ko")}
"""Who calls, the reason of the flag, and how the pictures' names end, by language."""
# Flags and denied calls of the thirteen days before today. Today's come from the sample data.
DAYS = ((3, 12), (5, 19), (2, 9), (0, 4), (1, 3), (6, 22), (4, 17), (3, 15), (7, 26), (2, 11), (0, 2), (1, 5), (5, 21))


@pytest.fixture(scope="session", autouse=True)
def _filled(stack: Stack) -> None:
    """The sample call centre, with counts for the days before."""
    fill(stack, read_cases())
    dynamodb, today = stack.client("dynamodb"), datetime.now(UTC).date()
    for ago, (flags, calls) in zip(range(len(DAYS), 0, -1), DAYS, strict=True):
        day = {"ContactNumber": {"S": "day"}, "At": {"S": (today - timedelta(days=ago)).isoformat()}}
        counts = {"Flags": {"N": str(flags)}, "DeniedCalls": {"N": str(calls)}}
        dynamodb.put_item(TableName=stack.outputs["HistoryTable"], Item=day | counts)


def take(console: Console, name: str) -> None:
    """Take the console's picture."""
    expect(console.page.get_by_test_id("chart").or_(console.history.first).first).to_be_visible()
    save(console.page, f"console-{name}")


def save(page: Page, name: str) -> None:
    """Write what a window shows. It must be small, because each clone of the repository downloads it."""
    taken = page.screenshot(animations="disabled", scale="css")
    blank = page.context.new_page()
    width, height, pixels = blank.evaluate(PIXELS, base64.b64encode(taken).decode())
    picture = png(width, height, base64.b64decode(pixels))
    assert len(picture) < LARGEST
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(picture)


def png(width: int, height: int, rgba: bytes) -> bytes:
    """The picture as PNG without filters. For plain surfaces that is a quarter smaller than what Chromium writes."""
    rgb = bytearray(3 * width * height)
    for channel in range(3):
        rgb[channel::3] = rgba[channel::4]
    lines = [b"\0" + rgb[at : at + 3 * width] for at in range(0, len(rgb), 3 * width)]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_queue(signed_in: Open) -> None:
    take(signed_in("rita"), "queue")


def test_queue_dark(signed_in: Open) -> None:
    take(signed_in("rita", Look(scheme="dark")), "dark")


def test_queue_korean(signed_in: Open) -> None:
    take(signed_in("rita", KOREAN), "ko")


def test_queue_phone(signed_in: Open) -> None:
    take(signed_in("rita", PHONE), "phone")


def test_entry(signed_in: Open) -> None:
    rita = signed_in("rita")
    rita.open_entry("+441614960321")
    take(rita, "entry")


def test_deciding(signed_in: Open) -> None:
    rita = signed_in("rita")
    rita.row(HISTORY_OF).get_by_role("button", name="Approve").click()
    rita.note("Confirmed by two supervisors")
    take(rita, "deciding")


def take_panel(panel: Panel, name: str) -> None:
    """Take the panel's picture, as high as the panel is."""
    height = panel.inner.evaluate("document.body.getBoundingClientRect().height")
    panel.page.set_viewport_size({"width": panel.look.width, "height": round(height)})
    panel.inner.wait_for_function("height => innerHeight === height", arg=round(height))
    panel.inner.evaluate(PAINTED)
    save(panel.page, name)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_panel(begin: OpenPanel, calls: Calls, language: str) -> None:
    number, reason, suffix = FLAGS[language]
    panel = begin(calls.take(number), Look(language, width=320))
    take_panel(panel, f"panel{suffix}")
    panel.button("category.abuse").click()
    panel.caller.get_by_label(panel.say("reason")).fill(reason)
    panel.caller.get_by_label(panel.say("warnings")).select_option("2")
    panel.button("panel.save").click()
    expect(panel.said).to_have_text(panel.say("result.updated"))
    take_panel(panel, f"panel-flagged{suffix}")


def test_panel_dark(begin: OpenPanel, calls: Calls) -> None:
    """A number that others have flagged, beside what became of one's own flags."""
    panel = begin(calls.take(HISTORY_OF), Look(scheme="dark", width=400))
    panel.open_last_flags()
    expect(panel.last_flags.get_by_role("listitem").nth(len(FLAGS))).to_be_visible()
    take_panel(panel, "panel-dark")


@pytest.mark.parametrize("look", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_desk(chromium: Browser, stack: Stack, look: Look) -> None:
    """While the agent is asked for the reason. The stack is told of each desk anew."""
    with lab.Desk(look.language) as opened, closing(chromium.new_context(**look.options())) as context:
        bring_up(DIRECTORY, {}, SETTINGS, opened.beside)
        opened.open(stack)
        desk, words = Desk(context.new_page(), opened.words), opened.words
        desk.page.goto(opened.url)
        desk.sign_in("panel", words["agent"])
        desk.press(words["call"])
        desk.press(words["answer"])
        expect(desk.frame("panel").get_by_test_id("caller")).to_have_attribute("aria-busy", "false")
        desk.press(QUICK_CONNECT_NAME)
        desk.is_asked()
        desk.press(str(say(look.language)["refresh"]), desk.frame("panel").get_by_test_id("caller"))
        expect(desk.frame("panel").get_by_test_id("caller")).to_have_attribute("aria-busy", "false")
        save(desk.page, f"desk-{look.language}")
