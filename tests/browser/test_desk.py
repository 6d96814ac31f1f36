"""The desk of `make lab`, with nothing but what is on the screen: from opening it to a second call that is denied."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.console import ENGLISH
from tests.browser.desk import Desk
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
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | language, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as lab:
        assert lab.stdout
        try:
            told = ""
            while (line := lab.stdout.readline()) and "desk, ready" not in line:
                told += line
            yield lab.stdout.readline().strip() or pytest.fail(told)
        finally:
            lab.terminate()
            lab.stdout.read()


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Desk]:
    watch = Watch(address)
    context = chromium.new_context(**ENGLISH.options())
    watch.over(context)
    page = context.new_page()
    page.goto(address)
    yield Desk(page, WORDS)
    context.close()
    watch.check()


def test_six_presses_lead_from_the_open_desk_to_a_denied_second_call(desk: Desk) -> None:
    keypad = desk.page.get_by_role("group", name="Agent's keypad")
    desk.press("Call")
    desk.press("Answer")
    desk.press("Deny list - flag this caller")
    desk.is_asked()
    desk.press("1", keypad)
    desk.press("End the call")
    desk.press("Call")
    assert desk.presses == 6
    expect(desk.heard("heard").get_by_text(DENIED)).to_be_visible(timeout=SPOKEN)
    expect(desk.heard("heard").get_by_text(WORDS["disconnected"])).to_be_visible(timeout=SPOKEN)
    expect(desk.page.get_by_role("button", name="Answer")).to_have_count(0)
    mail = desk.part("mailbox").get_by_role("group").filter(has_text=re.compile("0142 flagged"))
    expect(mail).to_be_visible(timeout=MAILED)
    expect(mail.get_by_role("link", include_hidden=True)).to_have_attribute("target", "console")
    desk.press("Close the contact")


def test_agent_flags_the_caller_in_the_panel_and_takes_it_back(desk: Desk) -> None:
    panel = desk.frame("panel")
    desk.sign_in("panel", "maria.lopez")
    desk.page.get_by_label("Call from this number").fill("+1 206 555 0143")
    desk.press("Call")
    desk.press("Answer")
    expect(panel.get_by_test_id("caller")).to_contain_text("206-555-0143")
    panel.get_by_role("button", name="Threat").click()
    desk.press("End the call")
    desk.press("Call")
    expect(desk.heard("heard").get_by_text(DENIED)).to_be_visible(timeout=SPOKEN)
    panel.get_by_role("button", name="Take back").click()
    expect(panel.get_by_role("button", name="Threat")).to_be_visible()
    desk.press("Close the contact")
    desk.press("Call")
    desk.press("Answer")


def test_reviewer_signs_in_to_the_console_on_the_desk(desk: Desk) -> None:
    desk.sign_in("console", "rita")
    expect(desk.frame("console").get_by_test_id("queue")).to_contain_text("206-555-0112")


def test_desk_fits_a_telephone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 400, "height": 800})
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 400
