"""Shortcuts, when they are off, where the focus goes, and what a screen reader says."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.console import Console
from tests.browser.entries import Entries
from tools.common.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

GUIDES = {"en": "reviewing.md", "ko": "reviewing.ko.md"}
TYPE = """([key, code, shiftKey]) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true }))"""
"""What a keyboard sends: the character that its layout writes, and the key's place on a US keyboard."""
LATIN = {"j": "KeyJ", "k": "KeyK", "x": "KeyX", "o": "KeyO", "a": "KeyA", "e": "KeyE", "t": "KeyT", "u": "KeyU",
         "n": "KeyN", "/": "Slash", "?": "Slash"}  # fmt: skip
type Layout = dict[str, tuple[str, str]]


def in_its_place(written: str, **others: tuple[str, str]) -> Layout:
    """A layout that writes these characters in place of `LATIN`'s letters, in their order, and no others."""
    return {name: (sign, LATIN[name]) for name, sign in zip("jkxoaetun", written, strict=True)} | others


LAYOUTS: dict[str, Layout] = {
    "US": {name: (name, code) for name, code in LATIN.items()},
    "US with Caps Lock": {name: (name.upper(), code) for name, code in LATIN.items()},
    "Korean, on a Mac": in_its_place("ㅓㅏㅌㅐㅁㄷㅅㅕㅜ", **{"/": ("/", "Slash"), "?": ("?", "Slash")}),
    "Korean, by an input method": {name: ("Process", code) for name, code in LATIN.items()},
    "Russian": in_its_place("олчщфуегт", **{"/": ("/", "Backslash"), "?": ("?", "Digit7")}),
    "French": in_its_place("jkxoaetun", a=("a", "KeyQ"), **{"/": ("/", "Period"), "?": ("?", "KeyM")}),
    "Dvorak": {name: (name, f"Key{letter}") for name, letter in zip("jkxoaetun", "CVBSADKFL", strict=True)}
    | {"/": ("/", "BracketLeft"), "?": ("?", "BracketLeft")},
}
CLOSE_AND_PRESS = """(dialog, key) => {
  dialog.close();
  const focused = document.activeElement;
  focused.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return focused.id;
}"""
"""Close a dialog and press a key in the same task, and say where the key went."""


def test_keys_decide_without_a_mouse(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    rita.open_queue()
    rita.press("j")
    for _ in range(rita.numbers().index(number)):
        rita.press("j")
    expect(rita.row(number).get_by_role("link")).to_be_focused()
    rita.press("e")
    rita.page.keyboard.type("By keyboard")
    rita.press("Enter")
    expect(rita.dialog).to_be_visible()
    rita.press("Control+Enter")
    expect(rita.told).to_contain_text("are taken")
    assert entries.entry(number)["note"] == "By keyboard"
    rita.press("u")
    expect(rita.told).to_contain_text("Taken back")
    expect(rita.row(number)).to_be_visible()
    assert entries.entry(number)["status"] == "PENDING"


def test_keys_move_select_open_and_go_back(rita: Console, entries: Entries) -> None:
    entries.some(2)
    rita.open_queue()
    first, second, *_ = rita.numbers()
    rita.row(first).get_by_role("link").focus()
    rita.press("x", "j", "x")
    expect(rita.row(first).get_by_role("checkbox")).to_be_checked()
    expect(rita.row(second).get_by_role("checkbox")).to_be_checked()
    rita.press("Escape")
    expect(rita.queue.get_by_role("checkbox", checked=True)).to_have_count(0)
    rita.press("k", "o")
    expect(rita.entry).to_have_attribute("data-number", first)
    rita.rests(rita.entry)
    rita.press("Escape")
    expect(rita.row(first).get_by_role("link")).to_be_focused()


def test_keys_reach_search_adding_and_help(rita: Console) -> None:
    rita.press("/")
    expect(rita.page.get_by_role("searchbox")).to_be_focused()
    rita.page.get_by_role("searchbox").blur()
    rita.press("n")
    expect(rita.page.get_by_role("dialog", name="Add a number")).to_be_visible()
    rita.leave_dialog()
    rita.press("?")
    expect(rita.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_keys_count_at_once_when_a_dialog_has_closed(rita: Console) -> None:
    """A field of a closed dialog keeps the focus until the browser's next task."""
    rita.press("n")
    expect(rita.dialog.get_by_label("Number")).to_be_focused()
    pressed = rita.dialog.evaluate(CLOSE_AND_PRESS, "?")
    assert pressed == "add-number"
    expect(rita.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


@dataclass(frozen=True)
class Hands:
    """A person at a keyboard with this layout."""

    console: Console
    layout: Layout

    def press(self, name: str) -> None:
        key, code = self.layout[name]
        self.console.page.evaluate(TYPE, [key, code, name == "?"])


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_shortcut_works_whatever_the_keyboard_writes(rita: Console, entries: Entries, layout: Layout) -> None:
    hands, title = Hands(rita, layout), rita.page.locator("dialog[open] h2")
    entries.some(2)
    rita.open_queue()
    first, second, *_ = rita.numbers()
    for name, at in (("j", first), ("j", second), ("k", first)):
        hands.press(name)
        expect(rita.row(at).get_by_role("link")).to_be_focused()
    hands.press("x")
    expect(rita.row(first).get_by_role("checkbox")).to_be_checked()
    hands.press("x")
    for name, said in (("a", "Approve"), ("e", "Expire"), ("t", "Extend"), ("n", "Add"), ("?", "Keyboard")):
        hands.press(name)
        expect(title).to_contain_text(said)
        rita.leave_dialog()
    hands.press("/")
    expect(rita.page.get_by_role("searchbox")).to_be_focused()
    rita.row(first).get_by_role("link").focus()
    hands.press("o")
    expect(rita.entry).to_have_attribute("data-number", first)
    rita.rests(rita.entry)


def keys_in_the_guide(language: str) -> list[list[str]]:
    """The first column of the table of keys."""
    guide = (ROOT / "docs" / GUIDES[language]).read_text("utf-8")
    table = re.search(r"^\| `j`.*\n(?:\|.*\n)*", guide, re.MULTILINE)
    assert table
    return [re.findall(r"`([^`]+)`", row.split("|")[1]) for row in table[0].splitlines()]


@pytest.mark.parametrize("language", GUIDES)
def test_guide_names_the_keys_that_the_page_does(rita: Console, language: str) -> None:
    rita.press("?")
    shown = [row.locator("kbd").all_inner_texts() for row in rita.dialog.locator("dl.facts > div").all()]
    listed = sorted(key for keys in keys_in_the_guide(language) for key in keys)
    assert listed == sorted(key for keys in shown for key in keys)


def test_every_key_of_the_guide_does_what_it_says(rita: Console, entries: Entries) -> None:
    """The keys of one row do the same. A key in the guide's table without a check here fails."""
    number = entries.waiting()
    rita.open_queue()
    row, title = rita.row(number), rita.page.locator("dialog[open] h2")

    def opens(said: str) -> None:
        expect(title).to_contain_text(said)
        rita.leave_dialog()
        row.get_by_role("link").focus()

    def shows_entry() -> None:
        expect(rita.entry).to_have_attribute("data-number", number)
        rita.rests(rita.entry)
        rita.press("Escape")
        expect(row.get_by_role("link")).to_be_focused()

    def moves() -> None:
        expect(rita.queue.locator("a.number:focus")).to_have_count(1)
        row.get_by_role("link").focus()

    def selects() -> None:
        expect(row.get_by_role("checkbox")).to_be_checked()

    def clears() -> None:
        expect(row.get_by_role("checkbox")).not_to_be_checked()

    def searches() -> None:
        expect(rita.page.get_by_role("searchbox")).to_be_focused()
        row.get_by_role("link").focus()

    def says_what_was_taken_back() -> None:
        expect(rita.told).to_contain_text("Taken back")
        expect(row).to_be_visible()

    def sends() -> None:
        expect(rita.told).to_contain_text("are taken")

    effects: dict[str, Callable[[], None]] = {
        "j": moves, "k": moves, "Enter": shows_entry, "o": shows_entry, "x": selects, "Esc": clears,
        "a": lambda: opens("Approve"), "t": lambda: opens("Extend"), "n": lambda: opens("Add"),
        "?": lambda: opens("Keyboard"), "/": searches, "Ctrl Enter": sends, "u": says_what_was_taken_back,
        "e": lambda: expect(title).to_contain_text("Expire"),
    }  # fmt: skip
    assert set(effects) == {key for keys in keys_in_the_guide("en") for key in keys}
    row.get_by_role("link").focus()
    names = {"Esc": "Escape", "Ctrl Enter": "Control+Enter"}
    for key in ("j", "k", "Enter", "o", "x", "Esc", "a", "t", "n", "?", "/", "e", "Ctrl Enter", "u"):
        rita.press(names.get(key, key))
        effects[key]()


def test_nothing_is_sent_while_a_syllable_is_being_composed(rita: Console, entries: Entries) -> None:
    """Until a syllable is complete, the input method uses Enter, also with Ctrl, for itself."""
    (number,) = entries.some()
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Expire").click()
    compose = """(field) => field.dispatchEvent(new KeyboardEvent("keydown",
      { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))"""
    rita.dialog.get_by_label("Note").evaluate(compose)
    expect(rita.dialog).to_be_visible()
    assert entries.is_denied(number)


def test_keys_are_letters_when_one_is_typing(rita: Console, entries: Entries) -> None:
    (number,) = entries.some()
    rita.open_queue()
    rita.row(number).get_by_role("link").focus()
    rita.press("/")
    rita.page.keyboard.type("aejkxnu?")
    expect(rita.page.get_by_role("searchbox")).to_have_value("aejkxnu?")
    expect(rita.dialog).to_have_count(0)
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.dialog.get_by_label("Note").focus()
    rita.page.keyboard.type("an axe /?")
    expect(rita.dialog.get_by_label("Note")).to_have_value("an axe /?")
    expect(rita.dialog).to_have_count(1)


def test_keys_rest_when_they_are_switched_off(rita: Console, entries: Entries) -> None:
    (number,) = entries.some()
    rita.button("Keyboard shortcuts").click()
    rita.dialog.get_by_role("checkbox").uncheck()
    rita.button("Close", rita.dialog).click()
    rita.page.reload()
    rita.open_queue()
    rita.row(number).get_by_role("link").focus()
    rita.press("e", "x", "n", "?")
    expect(rita.dialog).to_have_count(0)
    expect(rita.row(number).get_by_role("checkbox")).not_to_be_checked()


@pytest.mark.parametrize("end", ["Escape", "Cancel"])
def test_focus_returns_to_the_button_when_a_dialog_closes(rita: Console, entries: Entries, end: str) -> None:
    (number,) = entries.some()
    rita.open_queue()
    expire = rita.row(number).get_by_role("button", name="Expire")
    expire.press("Enter")
    expect(rita.dialog.locator(":focus")).to_have_count(1)
    rita.press("Escape") if end == "Escape" else rita.button("Cancel", rita.dialog).press("Enter")
    expect(expire).to_be_focused()


def test_focus_goes_to_the_next_row_when_one_is_decided(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    entries.some()
    rita.open_queue()
    numbers = rita.numbers()
    following = numbers[numbers.index(number) + 1]
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.confirm()
    expect(rita.row(following).get_by_role("link")).to_be_focused()


def test_focus_goes_to_the_heading_when_a_view_opens(rita: Console, entries: Entries) -> None:
    rita.open_queue("APPROVED")
    number = entries.approved()
    rita.find(number)
    expect(rita.page.get_by_role("heading", level=1)).to_be_focused()
    rita.rests(rita.entry)


def test_tab_stays_inside_a_dialog(rita: Console) -> None:
    rita.button("Add a number").click()
    for _ in range(20):
        rita.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert rita.page.evaluate(inside), rita.page.evaluate("document.activeElement.outerHTML")


def test_tab_begins_with_a_way_past_the_header(rita: Console) -> None:
    rita.page.reload()
    rita.rests(rita.queue)
    rita.press("Tab")
    skip = rita.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    rita.press("Enter")
    expect(rita.page.get_by_role("main")).to_be_focused()


def test_outcome_is_said_aloud(rita: Console, entries: Entries) -> None:
    """The region must be there, empty, beforehand: screen readers do not announce a region that appears with text."""
    number = entries.waiting()
    rita.open_queue()
    expect(rita.told).to_have_text("")
    before = rita.told.element_handle()
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.confirm()
    expect(rita.told).to_contain_text(number[-4:])
    assert rita.told.evaluate("(now, before) => now === before", before)
