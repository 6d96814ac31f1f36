"""The desk of `make lab`, with nothing but what is on the screen: from opening it to a second call that is denied."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.console import ENGLISH
from tests.browser.watch import Watch
from tools.common.paths import DEFAULT_DIRECTORY, ROOT
from tools.connect.project import prompts
from tools.embedded.demo.telling import texts
from tools.embedded.lab.desk.desk import TEXTS
from tools.embedded.lab.desk.speech import seconds_of

DIRECTORY = DEFAULT_DIRECTORY / "desk"
DENIED = prompts("en")["PromptCallNotTaken"]
WORDS = texts("en", TEXTS)
SPOKEN = 1000 * (seconds_of(DENIED) + 5)
MAILED = 60_000
"""Milliseconds: the record waits for its reason before it is told."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where `make lab` says that the desk is; it ends with its stack."""
    command, language = [sys.executable, "-u", "-m", "tools.embedded.lab", "--dir", str(DIRECTORY)], {"LANGUAGE": "en"}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | language, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout
        try:
            lines = iter(lab.stdout)
            for line in lines:
                if "desk, ready" in line:
                    break
            yield next(lines).strip()
        finally:
            lab.terminate()
            lab.stdout.read()


class Desk:
    """The page, and how often something on it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def part(self, word: str) -> Locator:
        """A part of the page by its heading."""
        return self.page.get_by_role("region", name=WORDS[word])

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press the button with this label, which must be on the screen, once it can be pressed."""
        self.presses += 1
        (within or self.page).get_by_role("button", name=label, exact=True).click()

    def said(self, word: str) -> Locator:
        """What one of both hears."""
        return self.page.get_by_role("log", name=WORDS[word])


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Desk]:
    watch = Watch(address)
    context = chromium.new_context(**ENGLISH.options())
    watch.over(context)
    page = context.new_page()
    page.goto(address)
    yield Desk(page)
    context.close()
    watch.check()


def test_six_presses_lead_from_the_open_desk_to_a_denied_second_call(desk: Desk) -> None:
    keypad = desk.page.get_by_role("group", name="Agent's keypad")
    desk.press("Call")
    desk.press("Answer")
    desk.press("Deny list - flag this caller")
    expect(desk.page.locator("#agent-keypad.asks")).to_be_visible(timeout=SPOKEN)
    desk.press("1", keypad)
    desk.press("End the call")
    desk.press("Call")
    assert desk.presses == 6
    expect(desk.said("heard").get_by_text(DENIED)).to_be_visible(timeout=SPOKEN)
    expect(desk.said("heard").get_by_text(WORDS["disconnected"])).to_be_visible(timeout=SPOKEN)
    expect(desk.page.get_by_role("button", name="Answer")).to_have_count(0)
    mail = desk.part("mailbox").get_by_role("group").filter(has_text=re.compile("0142 flagged"))
    expect(mail).to_be_visible(timeout=MAILED)
    expect(mail.get_by_role("link", include_hidden=True)).to_have_attribute("target", "console")


def test_panel_and_console_are_on_the_desk(desk: Desk) -> None:
    for name in (WORDS["panel"], WORDS["console"]):
        frame = desk.page.locator(f'iframe[title="{name}"]').content_frame
        expect(frame.get_by_role("button", name="Sign in")).to_be_visible()


def test_desk_fits_a_telephone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 400, "height": 800})
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 400
