"""English and Korean: the reader's choice counts, else the browser's, and no page mixes the two."""

import re

from playwright.sync_api import expect

from tests.browser.console import KOREAN, Console, Open, words
from tests.browser.entries import Entries
from tests.browser.panel import Panel

# Agents' and reviewers' texts, and keys that were typed by hand, are in their writers' language.
SHOWN = """() => {
  const data = ".col-reason, .col-flagged, .quoted, input";
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!at.closest(data) && !at.closest("noscript")) texts.push(walker.currentNode.data);
  }
  const named = [...document.querySelectorAll("[aria-label], [placeholder]")];
  const shown = [...texts, ...named.flatMap((e) => [e.ariaLabel, e.placeholder]).filter(Boolean)].join("\\n");
  const keys = [...document.querySelectorAll("[data-number]")]
    .flatMap((e) => [e.dataset.number, e.querySelector("a.number")?.textContent]).filter(Boolean);
  return keys.reduce((text, key) => text.replaceAll(key, ""), shown);
}"""
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Names: of the languages in themselves, of people, and of keys on the keyboard.
NAMES = {"English", "rita", "adam", "Esc", "Enter", "Ctrl"}


def english_in(console: Console | Panel, *data: str) -> set[str]:
    """Latin words on the page that are neither used in Korean nor part of the data."""
    shown = re.sub(UUID, "", str(console.inner.evaluate(SHOWN)))
    for text in data:
        shown = shown.replace(text, "")
    return set(re.findall(r"[A-Za-z]{2,}", shown)) - NAMES - _latin_words_of_korean()


def _latin_words_of_korean() -> set[str]:
    """Without the placeholders' names."""
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"{\w+}", "", str(list(words("ko").values())))))


def test_page_is_korean_when_the_browser_is(window: Open) -> None:
    console = window(KOREAN)
    console.open()
    expect(console.button("로그인")).to_be_visible()
    expect(console.page.locator("html")).to_have_attribute("lang", "ko")
    assert english_in(console) == set()


def test_choice_of_a_language_is_remembered(rita: Console) -> None:
    expect(rita.page.locator("html")).to_have_attribute("lang", "en")
    choice = rita.page.get_by_role("combobox", name="Language")
    choice.select_option("ko")
    expect(rita.page.get_by_role("heading", level=1)).to_have_text("검토 대기")
    expect(rita.page.locator("html")).to_have_attribute("lang", "ko")
    expect(rita.page.get_by_role("combobox")).to_be_focused()
    rita.page.reload()
    expect(rita.page.get_by_role("heading", level=1)).to_have_text("검토 대기")
    rita.page.get_by_role("combobox").select_option("en")
    expect(rita.page.get_by_role("heading", level=1)).to_have_text("Waiting for review")


def test_no_english_is_left_when_the_page_is_korean(signed_in: Open, entries: Entries) -> None:
    number = entries.flagged(reason="반복적인 욕설", agent="김민지")
    entries.decide(number, "approve", term="30d", note="확인함")
    entries.until_recorded(number, "approved")
    entries.call(number)
    entries.some()
    rita = signed_in("rita", KOREAN)
    found = {}
    for status in ("PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "FLAGGED"):
        rita.open_queue(status)
        found[status] = english_in(rita)
    rita.open_entry(number)
    found["entry"] = english_in(rita)
    rita.button(rita.say("expire"), rita.entry).click()
    found["dialog"] = english_in(rita)
    rita.leave_dialog()
    rita.button(rita.say("add.title")).click()
    found["add"] = english_in(rita)
    rita.leave_dialog()
    rita.press("?")
    found["help"] = english_in(rita)
    assert {view: left for view, left in found.items() if left} == {}


def test_refusals_are_korean_when_the_page_is(signed_in: Open, entries: Entries) -> None:
    rita = signed_in("rita", KOREAN)
    rita.watch.expect("answered 422", "status of 422")
    rita.button(rita.say("add.title")).click()
    rita.dialog.get_by_label(rita.say("number")).fill("911")
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_have_text(re.compile("[가-힣]"))
    assert english_in(rita) == set()
    rita.leave_dialog()
    rita.find("anonymous")
    expect(rita.page.get_by_role("main")).to_contain_text("번호")
    assert english_in(rita, "anonymous") == set()


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    def gaps(language: str) -> dict[str, set[str]]:
        return {word: set(re.findall(r"{(\w+)}", str(phrase))) for word, phrase in words(language).items()}

    assert gaps("ko") == gaps("en")
