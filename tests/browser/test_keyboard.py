"""Shortcuts, when they rest, where the focus goes, and what is said aloud."""

import pytest
from playwright.sync_api import expect

from tests.browser.console import Console
from tests.browser.entries import Entries

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
    rita.note("By keyboard")
    rita.press("Enter")
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
    """The field of a closed dialog has the focus until the browser takes it away, a task later."""
    rita.press("n")
    expect(rita.dialog.get_by_label("Number")).to_be_focused()
    pressed = rita.dialog.evaluate(CLOSE_AND_PRESS, "?")
    assert pressed == "add-number"
    expect(rita.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


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
    """The region was there, and empty, before it speaks: screen readers do not announce one that arrives with text."""
    number = entries.waiting()
    rita.open_queue()
    expect(rita.told).to_have_text("")
    before = rita.told.element_handle()
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.confirm()
    expect(rita.told).to_contain_text(number[-4:])
    assert rita.told.evaluate("(now, before) => now === before", before)
