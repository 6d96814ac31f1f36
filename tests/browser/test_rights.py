"""What the page offers to whom: viewers look, reviewers decide, admins protect."""

from playwright.sync_api import expect

from tests.browser.console import Console, Open
from tests.browser.entries import Entries

DECISIONS = ("Approve", "Expire", "Extend", "Protect", "Make permanent", "Undo the last decision")


def test_admin_protects_a_number_and_takes_it_back(adam: Console, entries: Entries) -> None:
    number = entries.waiting()
    adam.open_entry(number)
    adam.button("Protect", adam.entry).click()
    adam.note("The regulator")
    adam.confirm()
    expect(adam.told).to_contain_text("is protected")
    assert entries.entry(number)["status"] == "PROTECTED"
    assert not entries.is_denied(number)
    expect(adam.button("Approve", adam.entry)).to_have_count(0)
    adam.button("Unprotect", adam.entry).click()
    adam.confirm()
    expect(adam.told).to_contain_text("no longer protected")
    assert entries.entry(number)["status"] != "PROTECTED"


def test_reviewer_is_not_offered_to_protect(rita: Console, entries: Entries) -> None:
    (number,) = entries.some()
    rita.open_entry(number)
    expect(rita.button("Approve", rita.entry)).to_be_visible()
    expect(rita.button("Protect", rita.entry)).to_have_count(0)


def test_reviewer_cannot_decide_about_a_protected_number(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    entries.decide(number, "protect", note="Our own main line")
    rita.open_entry(number)
    for name in (*DECISIONS, "Unprotect"):
        expect(rita.button(name, rita.entry)).to_have_count(0)
    rita.press("a", "e", "t")
    expect(rita.dialog).to_have_count(0)


def test_viewer_sees_everything_and_is_offered_nothing(signed_in: Open, entries: Entries) -> None:
    (number,), approved = entries.some(), entries.approved()
    vera = signed_in("vera")
    vera.open_queue()
    expect(vera.row(number)).to_be_visible()
    expect(vera.row(number).get_by_role("button")).to_have_count(0)
    expect(vera.button("Add a number")).to_have_count(0)
    vera.row(number).get_by_role("link").focus()
    vera.press("a", "e", "t", "n", "x")
    expect(vera.dialog).to_have_count(0)
    vera.open_entry(approved)
    for name in DECISIONS:
        expect(vera.button(name, vera.entry)).to_have_count(0)
    expect(vera.fact("Decided by")).to_have_text("adam")
