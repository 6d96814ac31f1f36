"""The reviewers' console as a person sees it in a browser window."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.browser.watch import Watch
from tools.common.paths import ROOT
from tools.embedded.stack import User

WORKSPACE = "https://acme.my.connect.aws"
"""The agents' workspace of the stack under test, which may frame the console."""
WORDS = ROOT / "console" / "src" / "words"
PATIENCE = 15_000
"""Milliseconds: the first request to each function starts it cold."""


@dataclass(frozen=True)
class Look:
    """How a person's browser is set up."""

    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280

    def options(self) -> dict[str, Any]:
        """Playwright's options. The time zones are not UTC, so that a time that was not converted is noticed."""
        korean = self.language == "ko"
        return {
            "locale": "ko-KR" if korean else "en-GB",
            "timezone_id": "Asia/Seoul" if korean else "Europe/Berlin",
            "color_scheme": self.scheme,
            "viewport": {"width": self.width, "height": 800},
            "reduced_motion": "reduce",
        }

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


ENGLISH = Look()
KOREAN = Look(language="ko")
PHONE = Look(width=360)


@cache
def words(language: str) -> dict[str, str | dict[str, str]]:
    """What the page says in a language."""
    read: dict[str, str | dict[str, str]] = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
    return read


class Console:
    """One window with the console in it. A test uses `page` directly for what no other test needs."""

    def __init__(self, context: BrowserContext, url: str, look: Look) -> None:
        self.context, self.url, self.look = context, url, look
        self.watch = Watch(url)
        self.watch.over(context)
        self.page: Page = context.new_page()

    def say(self, word: str) -> str:
        """One of the page's texts in the window's language."""
        phrase = words(self.look.language)[word]
        assert isinstance(phrase, str)
        return phrase

    # ── Getting there ─────────────────────────────────────────────────────────────────────────────

    def open(self, fragment: str = "#/") -> None:
        """Go to a view. From elsewhere in the console, this is like a click on a link."""
        self.page.goto(self.url + fragment)

    def sign_in(self, user: User, password: str = "") -> None:
        """Sign in from the page for people who are not signed in, through the provider's form."""
        self.button(self.say("signIn")).click()
        fill_in(self.page, user, password)

    def resume(self, storage: str) -> None:
        """Use a session from an earlier sign-in. It can be used once, because signing out ends it."""
        resume(self.page, self.url, storage)

    def open_entry(self, number: str) -> Locator:
        """Open an entry by its address, and wait for what is known about it."""
        self.open(f"#/entries/{number}")
        expect(self.entry).to_have_attribute("data-number", number)
        self.rests(self.entry)
        return self.entry

    def open_queue(self, status: str = "PENDING") -> Locator:
        """Open a list, and load it again."""
        self.open("#/" if status == "PENDING" else f"#/status/{status}")
        self.rests(self.queue)
        self.refresh()
        while (more := self.button(self.say("more"))).count():
            more.click()
            self.rests(self.queue)
        return self.queue

    def refresh(self) -> None:
        """Load the list again."""
        with self.page.expect_response(re.compile(r"/api/entries\?status=")):
            self.button(self.say("refresh")).click()
        self.rests(self.queue)

    def rests(self, part: Locator) -> None:
        """Wait until this part of the page has loaded."""
        expect(part).to_be_visible()
        expect(part).not_to_have_attribute("aria-busy", "true")

    # ── What is there ─────────────────────────────────────────────────────────────────────────────

    @property
    def inner(self) -> Frame:
        """Where our page is."""
        return self.page.main_frame

    @property
    def queue(self) -> Locator:
        return self.page.get_by_test_id("queue")

    @property
    def entry(self) -> Locator:
        return self.page.get_by_test_id("entry")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    @property
    def told(self) -> Locator:
        """What the status line says."""
        return self.page.get_by_test_id("told").get_by_role("status")

    @property
    def history(self) -> Locator:
        return self.page.get_by_test_id("history").get_by_role("listitem")

    def row(self, number: str) -> Locator:
        return self.queue.locator(f'[data-number="{number}"]')

    def numbers(self) -> list[str]:
        """The numbers of the list, from top to bottom."""
        rows = self.queue.locator("[data-number]")
        return [str(row.get_attribute("data-number")) for row in rows.all()]

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def fact(self, name: str) -> Locator:
        """The value beside this label."""
        return self.entry.locator(
            "dl.facts > div", has=self.page.locator("dt", has_text=re.compile(f"^{name}$"))
        ).locator("dd")

    # ── What is done ──────────────────────────────────────────────────────────────────────────────

    def choose_term(self, name: str) -> None:
        """Choose the term in the open dialog."""
        self.dialog.get_by_role("radio", name=name, exact=True).check()

    def note(self, text: str) -> None:
        """Type the note in the open dialog."""
        self.dialog.get_by_label(self.say("note")).fill(text)

    def confirm(self) -> None:
        """Send the open dialog's form."""
        self.dialog.locator("button[type=submit]").click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def leave_dialog(self) -> None:
        """Close the dialog with Escape, and wait until it is gone, because keys mean nothing else before that."""
        self.press("Escape")
        expect(self.dialog).to_have_count(0)

    def find(self, spelling: str) -> None:
        """Look a number up, as a person types it."""
        self.page.get_by_role("searchbox").fill(spelling)
        self.page.get_by_role("searchbox").press("Enter")


def resume(page: Page, url: str, storage: str) -> None:
    """Give a session to our pages in a window and its frames, once."""
    begin = "if (!sessionStorage.getItem('resumed')) Object.assign(sessionStorage, {...storage}, {resumed: 1});"
    page.add_init_script(f"if (location.href.startsWith({json.dumps(url)})) {{ const storage = {storage}; {begin} }}")


def fill_in(page: Page, user: User, password: str = "") -> None:
    """Fill in the provider's form and send it."""
    page.locator("#username").fill(user["username"])
    page.locator("#password").fill(password or user["password"])
    page.locator("button[type=submit], input[type=submit]").first.click()


type Open = Callable[..., Console]
"""Opens a window for a person, with the look that is given."""
