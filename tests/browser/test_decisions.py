"""What the page says about decisions is true, whatever happened to an entry, and what it offers can be done."""

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.console import Console, Open
from tests.browser.entries import Entries

TABS = ("PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "FLAGGED")
NAMES = {"approve": "Approve", "extend": "Extend", "expire": "Expire", "protect": "Protect", "unprotect": "Unprotect"}
BULK = ("approve", "extend", "expire")
LONG = "n" * 301
SEEN = "evil\u2039U+202E\u203a.example\u2039U+200B\u203a"


def choose(console: Console, *numbers: str) -> None:
    for number in numbers:
        console.row(number).get_by_role("checkbox").check()


def note_of(console: Console) -> Locator:
    return console.dialog.get_by_label(console.say("note"))


# ── Who decided ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("way", ["extend", "approve-undo", "expire-undo", "extend-undo"])
def test_waiting_entry_is_nobodys_decision(rita: Console, entries: Entries, way: str, count: int) -> None:
    """After an extension, or a decision that was taken back, the entry waits: the page names no decision."""
    numbers = [entries.waiting() for _ in range(count)]
    rita.open_queue()
    before = {number: rita.row(number).locator(".col-reason").inner_text() for number in numbers}
    if count > 1:
        choose(rita, *numbers)
    else:
        rita.row(numbers[0]).get_by_role("link").focus()
    rita.press({"extend": "t", "approve": "a", "expire": "e"}[way.removesuffix("-undo")])
    rita.confirm()
    expect(rita.told).not_to_have_text("")
    if way.endswith("undo"):
        rita.button("Undo").click()
        expect(rita.told).to_contain_text(re.compile("taken back", re.IGNORECASE))
    for number in numbers:
        said = rita.row(number).locator(".col-reason")
        expect(said).not_to_contain_text("decided")
        expect(said).to_contain_text("changed by rita" if way == "extend" else before[number])
        rita.open_entry(number)
        expect(rita.fact("Decided by")).to_have_count(0)
        expect(rita.fact("Decided")).to_have_count(0)
        expect(rita.fact("Changed by")).to_have_count(1 if way == "extend" else 0)
        expect(rita.entry).not_to_contain_text("Decided by")
        rita.open("#/")


def test_undone_decision_gives_the_former_one_back(rita: Console, entries: Entries) -> None:
    number = entries.approved(note="Named in a police report")
    rita.open_entry(number)
    rita.button("Expire", rita.entry).click()
    rita.confirm()
    expect(rita.fact("Decided by")).to_have_text("rita")
    rita.button("Undo the last decision", rita.entry).click()
    expect(rita.fact("Decided by")).to_have_text("adam")
    expect(rita.fact("Note")).to_have_text("Named in a police report")


def test_order_stays_when_several_are_taken_back(rita: Console, entries: Entries) -> None:
    entries.some(4)
    rita.open_queue()
    numbers = rita.numbers()
    choose(rita, *numbers[::2])
    rita.press("e")
    rita.confirm()
    expect(rita.row(numbers[0])).to_have_count(0)
    rita.button("Undo").click()
    expect(rita.told).to_contain_text("taken back")
    expect(rita.queue.locator("[data-number]")).to_have_count(len(numbers))
    assert rita.numbers() == numbers
    rita.refresh()
    assert rita.numbers() == numbers


# ── What is offered ─────────────────────────────────────────────────────────────────────────────


def listed_to(who: str, entries: Entries, status: str) -> list[dict[str, Any]]:
    """What the API lists for one of the people. Vera, who may only look, can do nothing with any of it."""
    _, listed = entries.api("rita" if who == "vera" else who).get(f"/api/entries?status={status}&limit=100")
    found: list[dict[str, Any]] = listed["entries"]
    return [{**entry, "may": []} for entry in found] if who == "vera" else found


@pytest.mark.parametrize("who", ["vera", "rita", "adam"])
def test_offered_for_several_is_what_may_be_done_in_every_list(signed_in: Open, entries: Entries, who: str) -> None:
    entries.some(1)
    entries.decide(entries.approved(), "expire")
    entries.decide(entries.approved(), "protect")
    entries.typed("anonymous", "REFUSED")
    console = signed_in(who)
    for status in TABS:
        console.open_queue(status)
        everything = console.page.get_by_role("checkbox", name="Select all")
        if everything.count() == 0:
            continue
        everything.check()
        may = {action for entry in listed_to(who, entries, status) for action in entry["may"]}
        for action in BULK:
            button = console.button(NAMES[action], console.page.locator(".tools"))
            expect(button).to_have_count(1 if action in may else 0)
            if action in may:
                button.click()
                expect(console.dialog).to_be_visible()
                console.leave_dialog()
        nothing = console.page.get_by_text("Nothing can be done with these entries at once.")
        expect(nothing).to_have_count(0 if may & set(BULK) else 1)
        everything.uncheck()


def test_what_is_left_out_is_said(rita: Console, entries: Entries) -> None:
    entries.typed("anonymous", "REFUSED")
    number = entries.number()
    entries.typed(number, "REFUSED", Status="REFUSED", Note="withheld", FlaggedAt="2026-11-22T12:00:00Z")
    rita.open_queue("REFUSED")
    choose(rita, "anonymous", number)
    rita.button("Approve", rita.page.locator(".tools")).click()
    expect(rita.dialog).to_contain_text("1 of the selected entries is left out")


def test_nothing_is_offered_for_what_no_decision_takes(adam: Console, entries: Entries) -> None:
    entries.typed("anonymous", "REFUSED")
    adam.open_queue("REFUSED")
    expect(adam.row("anonymous").get_by_role("button")).to_have_count(0)
    adam.open_entry("anonymous")
    for name in NAMES.values():
        expect(adam.button(name, adam.entry)).to_have_count(0)
    expect(adam.fact("Refused because")).to_contain_text("The caller withholds the number")
    expect(adam.entry).not_to_contain_text(re.compile(r"\bwithheld\b"))
    adam.press("a", "e", "t")
    expect(adam.dialog).to_have_count(0)


def test_agents_reason_is_never_shown_as_a_refusal(rita: Console, entries: Entries) -> None:
    number = entries.flagged(reason="emergency", agent="time to live")
    rita.open_queue()
    expect(rita.row(number).locator(".col-reason")).to_have_text("emergency")
    rita.open_entry(number)
    expect(rita.fact("Reason")).to_have_text("emergency")
    expect(rita.fact("Flagged by")).to_have_text("time to live")
    expect(rita.history.first).to_contain_text("emergency")
    expect(rita.entry).not_to_contain_text("emergency number")
    expect(rita.entry).not_to_contain_text("DynamoDB")


# ── Adding ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["EXPIRED", "REFUSED", "lapsed"])
def test_adding_warns_of_what_it_overrules_and_asks_again(rita: Console, entries: Entries, status: str) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.number()
    if status == "EXPIRED":
        number = entries.approved()
        entries.decide(number, "expire", note="A customer")
    elif status == "REFUSED":
        entries.typed(number, "REFUSED", Status="REFUSED", Note="too_many_flags")
    else:
        entries.typed(number, "APPROVED", Status="APPROVED", ReviewedBy="adam", ends=-60)
    before = entries.entry(number)
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(number)
    rita.note("He called again")
    rita.confirm()
    warning = rita.page.get_by_test_id("conflict")
    expect(warning).to_contain_text("Calls are taken.")
    if status == "EXPIRED":
        expect(warning).to_contain_text("Decided by adam")
        expect(warning).to_contain_text("A customer")
    if status == "REFUSED":
        expect(warning).to_contain_text("more numbers in this hour than is allowed")
    assert entries.entry(number) == before
    expect(note_of(rita)).to_have_value("He called again")
    rita.button("Add all the same", rita.dialog).click()
    expect(rita.told).to_contain_text("is denied until")
    assert entries.entry(number)["note"] == "He called again"


def test_confirmation_is_of_the_number_that_was_shown(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    one, other = entries.approved(), entries.approved()
    for number in (one, other):
        entries.decide(number, "expire", note=f"About {number}")
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(one)
    rita.confirm()
    expect(rita.page.get_by_test_id("conflict")).to_contain_text(f"About {one}")
    rita.dialog.get_by_label("Number").fill(other)
    expect(rita.page.get_by_test_id("conflict")).to_have_count(0)
    rita.confirm()
    expect(rita.page.get_by_test_id("conflict")).to_contain_text(f"About {other}")
    assert not entries.is_denied(other)


# ── Notes ───────────────────────────────────────────────────────────────────────────────────────


def test_draft_belongs_to_one_decision_on_one_number(adam: Console, entries: Entries) -> None:
    """A draft note shows up again in its own dialog and in no other. All pairs of dialogs are tried."""
    one, other = entries.waiting(), entries.waiting()
    begun = list(itertools.product((one, other), ("approve", "extend", "expire", "protect")))
    for number, action in begun:
        adam.open_entry(number)
        adam.button(NAMES[action], adam.entry).click()
        expect(note_of(adam)).to_have_value("")
        note_of(adam).fill(f"{action} {number}")
        adam.leave_dialog()
    for number, action in begun:
        adam.open_entry(number)
        adam.button(NAMES[action], adam.entry).click()
        expect(note_of(adam)).to_have_value(f"{action} {number}")
        adam.leave_dialog()
    adam.open_queue()
    choose(adam, one, other)
    for key in ("a", "t", "e"):
        adam.press(key)
        expect(note_of(adam)).to_have_value("")
        adam.leave_dialog()
    adam.button("Add a number").click()
    adam.dialog.get_by_label("Number").fill(one)
    adam.press("Tab")
    expect(note_of(adam)).to_have_value("")
    adam.note("Of this addition")
    adam.leave_dialog()
    adam.button("Add a number").click()
    expect(note_of(adam)).to_have_value("")
    adam.dialog.get_by_label("Number").fill(one)
    adam.press("Tab")
    expect(note_of(adam)).to_have_value("Of this addition")


def test_typing_goes_into_the_first_field_of_every_dialog(adam: Console, entries: Entries) -> None:
    one, other, protected = entries.waiting(), entries.waiting(), entries.approved()
    entries.decide(protected, "protect")
    for action in ("approve", "extend", "expire", "protect"):
        adam.open_entry(one)
        adam.button(NAMES[action], adam.entry).click()
        adam.page.keyboard.type("typed at once")
        expect(note_of(adam)).to_have_value("typed at once")
        adam.leave_dialog()
    adam.open_entry(protected)
    adam.button("Unprotect", adam.entry).click()
    adam.page.keyboard.type("typed at once")
    expect(note_of(adam)).to_have_value("typed at once")
    adam.leave_dialog()
    adam.open_queue()
    choose(adam, one, other)
    for key in ("a", "t", "e"):
        adam.press(key)
        adam.page.keyboard.type("typed at once")
        expect(note_of(adam)).to_have_value("typed at once")
        adam.leave_dialog()
    adam.button("Add a number").click()
    adam.page.keyboard.type("206")
    expect(adam.dialog.get_by_label("Number")).to_have_value("206")


def test_note_that_is_too_long_is_counted_and_not_cut_or_sent(rita: Console, entries: Entries) -> None:
    (number,) = entries.some()
    before = entries.entry(number)
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Expire").click()
    note_of(rita).fill("n" * 250)
    expect(rita.dialog).to_contain_text("50 more characters")
    note_of(rita).fill(LONG)
    expect(rita.dialog.get_by_role("status")).to_contain_text("Too long by 1 character.")
    rita.confirm()
    expect(rita.dialog).to_be_visible()
    expect(note_of(rita)).to_have_value(LONG)
    assert entries.entry(number) == before


def test_joined_pictures_and_joiners_stay_in_a_note(rita: Console, entries: Entries) -> None:
    number, note = entries.waiting(), "👩\u200d🚒 می\u200cروند"
    rita.open_entry(number)
    rita.button("Expire", rita.entry).click()
    rita.note(note)
    rita.confirm()
    expect(rita.fact("Note")).to_have_text(note)
    assert entries.entry(number)["note"] == note


# ── Numbers, names and times as they are ────────────────────────────────────────────────────────


def test_heading_is_the_number_that_the_buttons_act_on(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    digits = "".join(reversed(number[1:]))
    for turned in (f"\u202e{number}", f"\u200b{number}", f"{number}\u202e", f"\u2067{digits}\u2069"):
        rita.watch.allow("answered 404", "status of 404")
        rita.open("#/")
        rita.open(f"#/entries/{turned}")
        heading = rita.page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text(re.compile("[\u200b\u202a-\u202e\u2066-\u2069]"))
        if number in turned:
            expect(heading).to_have_text(f"+1 {number[2:5]}-{number[5:8]}-{number[8:]}")
            expect(rita.entry).to_have_attribute("data-number", number)
            rita.rests(rita.entry)


def test_key_that_was_typed_with_invisible_characters_shows_them(rita: Console, entries: Entries) -> None:
    key = "evil\u202e.example\u200b"
    entries.typed(key, "REFUSED")
    rita.open_queue("REFUSED")
    row = rita.row(key)
    expect(row.get_by_role("link")).to_have_text(SEEN)
    row.get_by_role("link").click()
    expect(rita.entry).to_have_attribute("data-number", key)
    expect(rita.page.get_by_role("heading", level=1)).to_have_text(SEEN)


def test_hover_tells_the_exact_time_in_the_readers_zone(rita: Console, entries: Entries) -> None:
    rita.open_entry(entries.approved())
    for time in rita.page.locator("time[title]").all():
        title = time.get_attribute("title") or ""
        assert re.search(r"\d\d:\d\d:\d\d (CET|CEST|GMT\+[12])$", title), title
