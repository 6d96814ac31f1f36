"""The desk's page in a browser, and what is pressed on it."""

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.console import words

CLIPBOARD = ["clipboard-read", "clipboard-write"]


class Desk:
    """The page, in its words, and how often something on it was pressed."""

    def __init__(self, page: Page, own_words: dict[str, Any]) -> None:
        self.page, self.words, self.presses = page, own_words, 0
        page.context.grant_permissions(CLIPBOARD)

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press the button with this label, which must be on the screen, once it can be pressed."""
        self.presses += 1
        (within or self.page).get_by_role("button", name=label, exact=True).click()

    def part(self, word: str) -> Locator:
        """A part of the page by its heading."""
        return self.page.get_by_role("region", name=self.words[word])

    def heard(self, word: str) -> Locator:
        """What the caller (`heard`) or the agent (`heard_agent`) hears."""
        return self.page.get_by_role("log", name=self.words[word])

    def is_asked(self) -> None:
        """Wait until the agent is asked for a key."""
        expect(self.page.locator("#agent-keypad.asks")).to_be_visible()

    def frame(self, word: str) -> FrameLocator:
        """The panel or the console."""
        return self.page.frame_locator(f'iframe[title="{self.words[word]}"]')

    def sign_in(self, word: str, username: str) -> None:
        """Sign in within a frame, with the password that a button of the desk copies."""
        said = words(self.words["language"])
        self.press(self.words["copy"].replace("{name}", username))
        with self.page.context.expect_page() as relay:
            self.frame(word).get_by_role("button", name=str(said["signIn"]), exact=True).click()
        with self.page.context.expect_page() as form:
            relay.value.get_by_role("button", name=str(said["signIn.open"])).click()
        with relay.value.expect_event("close"):
            form.value.locator("#username").fill(username)
            form.value.locator("#password").focus()
            form.value.keyboard.press("Control+V")
            form.value.keyboard.press("Enter")
