"""The list of waiting entries, and deciding from it: one entry, several, by keyboard, and undoing."""

import pytest
from playwright.sync_api import expect

from tests.browser.console import Console
from tests.browser.entries import Entries


def test_queue_shows_the_oldest_first_with_the_time_left(rita: Console, entries: Entries) -> None:
    older, newer = entries.some(2)
    rita.open_queue()
    numbers = rita.numbers()
    assert {older, newer} <= set(numbers)
    times = [rita.row(number).locator(".col-flagged time").get_attribute("datetime") or "" for number in numbers]
    assert times == sorted(times)
    expect(rita.row(older)).to_contain_text("ends in 3 days")
    expect(rita.row(older)).to_contain_text("Denied")


@pytest.mark.parametrize("flagged_at", ["22.11.2026", "3.4.2026"])
def test_queue_and_entry_show_a_date_that_nobody_can_read_as_it_is(
    rita: Console, entries: Entries, flagged_at: str
) -> None:
    """An import may bring any text. Of the second one, a browser would make the fourth of March."""
    (other,) = entries.some()
    number = entries.imported(FlaggedAt=flagged_at, ReviewedAt=flagged_at)
    rita.open_queue()
    expect(rita.row(number).locator(".col-flagged")).to_contain_text(flagged_at)
    expect(rita.row(other)).to_be_visible()
    rita.open_entry(number)
    expect(rita.fact("Flagged")).to_have_text(flagged_at)
    expect(rita.fact("Changed")).to_have_text(flagged_at)


def test_queue_goes_to_the_entry_and_back_to_the_same_row(rita: Console, entries: Entries) -> None:
    (number,) = entries.some()
    rita.open_queue()
    rita.row(number).get_by_role("link").click()
    rita.rests(rita.entry)
    rita.page.go_back()
    expect(rita.row(number).get_by_role("link")).to_be_focused()


def test_queue_shows_what_is_new_when_it_is_refreshed(rita: Console, entries: Entries) -> None:
    rita.open_queue()
    number = entries.flagged()
    expect(rita.row(number)).to_have_count(0)
    rita.refresh()
    expect(rita.row(number)).to_be_visible()


def test_list_of_a_status_shows_its_entries_and_no_others(rita: Console, entries: Entries) -> None:
    approved, (waiting,) = entries.approved(), entries.some()
    rita.open_queue()
    rita.page.get_by_role("navigation").get_by_role("link", name="Approved").click()
    expect(rita.row(approved)).to_be_visible()
    expect(rita.row(waiting)).to_have_count(0)
    assert rita.page.url.endswith("#/status/APPROVED")


def test_approve_takes_the_entry_out_of_the_queue_and_keeps_it_denied(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Approve").click()
    rita.choose_term("90 days")
    rita.note("Confirmed by the fraud team")
    rita.confirm()
    expect(rita.told).to_contain_text("is denied until")
    expect(rita.row(number)).to_have_count(0)
    entry = entries.entry(number)
    assert (entry["status"], entry["reviewed_by"], entry["note"]) == ("APPROVED", "rita", "Confirmed by the fraud team")
    assert entries.is_denied(number)


def test_expire_lets_the_next_call_through(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    assert entries.is_denied(number)
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.confirm()
    expect(rita.told).to_contain_text("are taken")
    assert not entries.is_denied(number)
    assert entries.entry(number)["status"] == "EXPIRED"


@pytest.mark.parametrize("way", ["Cancel", "Escape"])
def test_nothing_is_decided_when_the_dialog_is_left(rita: Console, entries: Entries, way: str) -> None:
    (number,) = entries.some()
    before = entries.entry(number)
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.note("No")
    if way == "Cancel":
        rita.button("Cancel", rita.dialog).click()
    else:
        rita.press("Escape")
    expect(rita.dialog).to_have_count(0)
    assert entries.entry(number) == before


def test_undo_brings_a_decision_back_from_the_status_line(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    before = entries.entry(number)
    rita.open_queue()
    rita.row(number).get_by_role("button", name="Expire").click()
    rita.confirm()
    expect(rita.row(number)).to_have_count(0)
    rita.button("Undo").click()
    expect(rita.told).to_contain_text("Taken back")
    expect(rita.row(number)).to_be_visible()
    after = entries.entry(number)
    assert (after["status"], after["expires_at"], after["denied"]) == ("PENDING", before["expires_at"], True)


def test_several_are_decided_at_once_when_they_are_selected(rita: Console, entries: Entries) -> None:
    numbers = [entries.waiting() for _ in range(3)]
    rita.open_queue()
    for number in numbers:
        rita.row(number).get_by_role("checkbox").check()
    expect(rita.page.get_by_text("3 selected")).to_be_visible()
    rita.button("Approve").click()
    expect(rita.dialog).to_contain_text("Approve 3 entries")
    rita.choose_term("7 days")
    rita.confirm()
    expect(rita.told).to_contain_text("3 approved")
    assert {entries.entry(number)["status"] for number in numbers} == {"APPROVED"}
    rita.button("Undo").click()
    expect(rita.told).to_contain_text("3 decisions taken back")
    assert {entries.entry(number)["status"] for number in numbers} == {"PENDING"}


def test_several_tell_who_was_faster_when_one_was_decided_elsewhere(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    mine, theirs = entries.waiting(), entries.waiting()
    rita.open_queue()
    for number in (mine, theirs):
        rita.row(number).get_by_role("checkbox").check()
    entries.decide(theirs, "expire", note="A customer")
    rita.button("Approve").click()
    rita.confirm()
    expect(rita.told).to_contain_text("1 approved, 1 had been decided by somebody else")
    assert [entries.entry(number)["status"] for number in (mine, theirs)] == ["APPROVED", "EXPIRED"]
    expect(rita.row(theirs)).to_have_count(0)


def test_select_all_selects_every_row_and_none_again(rita: Console, entries: Entries) -> None:
    entries.some()
    rita.open_queue()
    everything = rita.page.get_by_role("checkbox", name="Select all")
    everything.check()
    count = len(rita.numbers())
    expect(rita.page.get_by_text(f"{count} selected")).to_be_visible()
    expect(rita.queue.get_by_role("checkbox", checked=True)).to_have_count(count)
    rita.button("Clear selection").click()
    expect(rita.queue.get_by_role("checkbox", checked=True)).to_have_count(0)
