"""Two reviewers decide on one entry: the second is told, and overwrites nothing unseen."""

import re

from playwright.sync_api import expect

from tests.browser.console import Console
from tests.browser.entries import Entries


def test_slower_reviewer_is_told_who_decided_what(rita: Console, adam: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.approved(by="rita")
    for console in (rita, adam):
        console.open_entry(number)
        console.button("Expire", console.entry).click()
    adam.note("A customer, flagged by mistake")
    adam.confirm()
    expect(adam.told).to_contain_text("are taken")
    rita.note("Not needed any more")
    rita.confirm()
    conflict = rita.page.get_by_test_id("conflict")
    expect(conflict).to_contain_text(re.compile("adam decided meanwhile|already ended"))
    expect(conflict).to_contain_text("A customer, flagged by mistake")
    expect(conflict).to_contain_text("Calls are taken.")
    expect(rita.dialog.get_by_label("Note")).to_have_value("Not needed any more")
    assert entries.entry(number)["reviewed_by"] == "adam"


def test_slower_reviewer_may_overrule_after_having_been_told(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.approved(by="rita")
    rita.open_entry(number)
    rita.button("Approve anew", rita.entry).click()
    rita.note("It stays")
    entries.decide(number, "expire", by="adam", note="A customer")
    rita.confirm()
    expect(rita.page.get_by_test_id("conflict")).to_contain_text("adam decided meanwhile")
    assert not entries.is_denied(number)
    rita.confirm()
    expect(rita.told).to_contain_text("is denied until")
    entry = entries.entry(number)
    assert (entry["status"], entry["reviewed_by"], entry["note"]) == ("APPROVED", "rita", "It stays")


def test_entry_is_shown_as_it_is_when_the_slower_reviewer_cancels(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.approved(by="rita")
    rita.open_entry(number)
    rita.button("Expire", rita.entry).click()
    entries.decide(number, "extend", by="adam", term="365d", note="")
    rita.confirm()
    expect(rita.page.get_by_test_id("conflict")).to_be_visible()
    rita.button("Cancel", rita.dialog).click()
    rita.open_queue("APPROVED")
    expect(rita.row(number)).to_contain_text("ends in 395 days")


def test_a_decision_is_made_once_when_the_button_is_pressed_twice(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    version = entries.entry(number)["version"]
    rita.open_entry(number)
    rita.button("Extend", rita.entry).click()
    rita.dialog.locator("button[type=submit]").dblclick()
    expect(rita.told).to_contain_text("is denied until")
    assert entries.entry(number)["version"] == version + 1
