"""The page in light and dark, wide and narrow, checked by axe for barriers to people with disabilities."""

import pytest
from playwright.sync_api import expect

from tests.browser.console import Console, Look, Open
from tests.browser.entries import Entries
from tests.browser.panel import Panel
from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.embedded.stack import User

AXE = ROOT / ".venvs" / "console" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.html} ${n.failureSummary}`));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = [Look(language, width=width) for language in ("en", "ko") for width in (1280, 360)]


def assert_accessible(console: Console | Panel, view: str) -> None:
    """No violation of axe's rules in either colour scheme, and no need to scroll sideways."""
    for scheme in ("light", "dark"):
        console.page.emulate_media(color_scheme=scheme)
        found = [f"{view}, {scheme}: {violation}" for violation in console.inner.evaluate(RUN)]
        assert not found, "\n".join(found)
    assert console.inner.evaluate(TOO_WIDE) == 0, f"{view} scrolls sideways"


def bring_axe(console: Console | Panel) -> None:
    if not AXE.exists():
        raise LocalError(f"{AXE} is missing; fetch the console's packages with: make setup")
    console.inner.evaluate(AXE.read_text())


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_everybody_can_use_the_page(window: Open, people: dict[str, User], entries: Entries, look: Look) -> None:
    number = entries.approved(note="Named in a police report")
    entries.until_recorded(number, "added")
    entries.call(number)
    entries.some(2)
    console = window(look)
    console.open()
    expect(console.button(console.say("signIn"))).to_be_visible()
    bring_axe(console)
    assert_accessible(console, "signed out")
    console.sign_in(people["adam"])
    console.rests(console.queue)
    expect(console.page.get_by_test_id("chart")).to_be_visible()
    bring_axe(console)
    console.open_queue()
    console.queue.get_by_role("checkbox").first.check()
    assert_accessible(console, "queue")
    console.open_entry(number)
    expect(console.history.first).to_be_visible()
    assert_accessible(console, "entry")
    console.button(console.say("extend"), console.entry).click()
    assert_accessible(console, "dialog")
    console.leave_dialog()
    console.press("?")
    assert_accessible(console, "help")
    console.leave_dialog()
    console.watch.allow("answered 404", "status of 404")
    console.find(entries.number())
    console.button(console.say("add.this")).wait_for()
    assert_accessible(console, "nothing found")


def test_page_follows_the_systems_colours(signed_in: Open) -> None:
    rita = signed_in("rita", Look(scheme="dark"))
    background = "getComputedStyle(document.body).backgroundColor"
    dark = rita.page.evaluate(background)
    rita.page.emulate_media(color_scheme="light")
    light = rita.page.evaluate(background)
    assert _brightness(dark) < 80
    assert _brightness(light) > 200


def _brightness(colour: str) -> float:
    red, green, blue = (float(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3


def test_everything_is_within_reach_on_a_telephone(signed_in: Open, entries: Entries) -> None:
    number = entries.waiting()
    rita = signed_in("rita", Look(width=360))
    rita.open_queue()
    approve = rita.row(number).get_by_role("button", name=f"Approve +1 {number[2:5]}")
    approve.scroll_into_view_if_needed()
    box = approve.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 24, "WCAG 2.5.8"
    approve.click()
    rita.confirm()
    expect(rita.told).to_be_in_viewport()
    assert rita.page.evaluate(TOO_WIDE) == 0
