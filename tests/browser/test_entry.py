"""The page of one entry: what is known, what happened, and every decision that can be made there."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.console import Console
from tests.browser.entries import Entries


def days_left(entries: Entries, number: str) -> int:
    end = datetime.fromisoformat(entries.entry(number)["expires_at"])
    return round((end - datetime.now(UTC)).total_seconds() / 86400)


def decision(console: Console, name: str) -> Locator:
    return console.button(name, console.entry)


def test_entry_tells_what_is_known(rita: Console, entries: Entries) -> None:
    number = entries.flagged(reason="Threatened the agent", agent="maria.lopez")
    rita.open_entry(number)
    expect(rita.page.get_by_role("heading", level=1)).to_have_text(f"+1 {number[2:5]}-{number[5:8]}-{number[8:]}")
    expect(rita.fact("Flagged by")).to_have_text("maria.lopez")
    expect(rita.fact("Reason")).to_have_text("Threatened the agent")
    expect(rita.fact("Country")).to_have_text("United States")
    expect(rita.fact("Term")).to_have_text("7 days")
    expect(rita.fact("Times flagged")).to_have_text("1")
    expect(rita.entry).to_contain_text("A call from this number is turned away until")


def test_category_is_told_in_words_in_the_list_the_entry_and_its_history(rita: Console, entries: Entries) -> None:
    number = entries.flagged(category="threat")
    without_reason = entries.flagged(reason="", category="nuisance")
    rita.open_queue()
    expect(rita.row(number).locator(".col-reason")).to_contain_text("A threat")
    expect(rita.row(without_reason).locator(".col-reason")).to_have_text("A nuisance call")
    rita.open_entry(number)
    expect(rita.fact("Category")).to_have_text("A threat")
    expect(rita.history.first).to_contain_text("A threat")


@pytest.mark.parametrize(
    ("dialled", "call"),
    [("outbound", "outbound, the number was dialled"), ("callback", "a callback, the number was dialled")],
)
def test_number_that_was_dialled_is_not_shown_as_a_caller(
    rita: Console, entries: Entries, dialled: str, call: str
) -> None:
    number = entries.flagged(dialled=dialled)
    rita.open_queue()
    expect(rita.row(number)).to_contain_text(call)
    rita.open_entry(number)
    expect(rita.fact("Call")).to_have_text(call)
    expect(rita.history.first).to_contain_text("An agent flagged a number that was dialled, not a caller.")


def test_entry_shows_times_in_the_readers_zone(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    rita.open_entry(number)
    end = datetime.fromisoformat(entries.entry(number)["expires_at"])
    shown = rita.fact("Ends").locator("time").first
    expect(shown).to_have_attribute("datetime", end.strftime("%Y-%m-%dT%H:%M:%SZ"))
    expect(shown).to_contain_text(f"{(end.hour + _berlin_ahead(end)) % 24:02}:{end.minute:02}")


def _berlin_ahead(moment: datetime) -> int:
    offset = moment.astimezone(ZoneInfo("Europe/Berlin")).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 3600)


def test_entry_links_to_the_contact_in_connect(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    rita.open_entry(number)
    contact = entries.entry(number)["contact_id"]
    link = rita.fact("Contact").get_by_role("link")
    expect(link).to_have_attribute("href", f"https://acme.my.connect.aws/contact-trace-records/details/{contact}")
    expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_entry_counts_the_calls_that_were_turned_away(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    rita.open_entry(number)
    expect(rita.fact("Denied calls")).to_have_text("none so far")
    entries.call(number, times=2)
    rita.page.reload()
    expect(rita.fact("Denied calls")).to_contain_text("turned away 2 times")


def test_history_tells_who_did_what_newest_first(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    entries.decide(number, "approve", term="30d", note="Confirmed")
    entries.until_recorded(number, "approved")
    entries.decide(number, "expire", note="A mistake")
    entries.until_recorded(number, "expired")
    rita.open_entry(number)
    expect(rita.history).to_have_count(3)
    told = [item.inner_text() for item in rita.history.all()]
    assert [line.split("\n")[0] for line in told] == [
        "A reviewer ended the entry.",
        "A reviewer approved the entry.",
        "An agent flagged the caller.",
    ]
    assert "adam" in told[0]
    assert "A mistake" in told[0]
    assert "Approved → Expired" in told[0]
    assert "7 days" in told[2]


def test_history_shows_a_decision_when_it_has_been_recorded(rita: Console, entries: Entries) -> None:
    """The page loads it by itself, because history is written a moment after the decision."""
    number = entries.waiting()
    rita.open_entry(number)
    decision(rita, "Expire").click()
    rita.confirm()
    expect(rita.history.first).to_contain_text("A reviewer ended the entry.")


def test_approve_denies_for_the_term_asked_for(rita: Console, entries: Entries) -> None:
    number = entries.waiting()
    rita.open_entry(number)
    decision(rita, "Approve").click()
    expect(rita.dialog.get_by_role("radio", checked=True)).to_have_value("7d")
    expect(rita.dialog).to_contain_text("Calls are turned away until")
    rita.confirm()
    expect(rita.told).to_contain_text("is denied until")
    assert days_left(entries, number) == 7


def test_extend_adds_the_term_to_the_present_end(rita: Console, entries: Entries) -> None:
    number = entries.approved(term="30d")
    rita.open_entry(number)
    decision(rita, "Extend").click()
    rita.choose_term("90 days")
    rita.confirm()
    expect(rita.told).to_contain_text("is denied until")
    assert days_left(entries, number) == 120


def test_make_permanent_takes_the_end_away(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    rita.open_entry(number)
    decision(rita, "Make permanent").click()
    expect(rita.dialog).to_contain_text("until a reviewer ends the entry")
    rita.confirm()
    expect(rita.told).to_contain_text("is denied permanently")
    assert entries.entry(number)["expires_at"] == ""
    expect(decision(rita, "Extend")).to_have_count(0)


def test_expire_ends_the_entry_and_can_be_undone_there(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    rita.open_entry(number)
    decision(rita, "Expire").click()
    rita.confirm()
    expect(decision(rita, "Expire")).to_have_count(0)
    assert not entries.is_denied(number)
    decision(rita, "Undo the last decision").click()
    expect(rita.told).to_contain_text("Taken back")
    expect(decision(rita, "Expire")).to_be_visible()
    assert entries.is_denied(number)


def test_undo_is_refused_when_something_has_happened_since(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.approved()
    rita.open_entry(number)
    decision(rita, "Expire").click()
    rita.confirm()
    expect(rita.told).to_contain_text("are taken")
    entries.decide(number, "approve", term="24h", note="No, it stays")
    rita.button("Undo").click()
    expect(rita.told).not_to_contain_text("Taken back.")
    expect(rita.told).to_contain_text("somebody else")
    assert entries.entry(number)["note"] == "No, it stays"


def test_add_denies_a_number_that_nobody_flagged(rita: Console, entries: Entries) -> None:
    number = entries.number()
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(f"({number[2:5]}) {number[5:8]}-{number[8:]}")
    rita.choose_term("1 year")
    rita.note("Named in a police report")
    rita.confirm()
    expect(rita.entry).to_have_attribute("data-number", number)
    expect(rita.fact("Note")).to_have_text("Named in a police report")
    assert days_left(entries, number) == 365
    assert entries.is_denied(number)


def test_add_says_what_is_wrong_when_it_is_no_number(rita: Console) -> None:
    rita.watch.expect("answered 422", "422")
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill("911")
    rita.confirm()
    said = re.compile(r"^This is not a number that can be denied\. Please type it in full")
    expect(rita.dialog.get_by_role("alert")).to_have_text(said)
    expect(rita.dialog.get_by_label("Number")).to_have_value("911")


def test_add_leads_to_the_entry_when_there_is_one_in_force(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 409", "409")
    number = entries.approved()
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(number)
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("already an entry in force")
    rita.dialog.get_by_role("link").click()
    expect(rita.entry).to_have_attribute("data-number", number)
    expect(rita.dialog).to_have_count(0)


@pytest.mark.parametrize(
    "spelling", ["{0}", "({1}) {2}-{3}", "1-{1}-{2}-{3}", "tel:{0}", "001{1}{2}{3}", " {1}.{2}.{3} "]
)
def test_search_finds_the_entry_in_any_spelling(rita: Console, entries: Entries, spelling: str) -> None:
    number = entries.approved()
    rita.find(spelling.format(number, number[2:5], number[5:8], number[8:]))
    expect(rita.entry).to_have_attribute("data-number", number)
    rita.rests(rita.entry)


def test_search_says_what_a_call_would_meet_and_offers_to_add_when_nothing_is_found(
    rita: Console, entries: Entries
) -> None:
    rita.watch.allow("answered 404", "status of 404")
    number = entries.number()
    rita.find(number)
    expect(rita.page.get_by_role("main")).to_contain_text("A call from this number is taken: there is no entry.")
    rita.button("Add this number").click()
    expect(rita.dialog.get_by_label("Number")).to_have_value(number)
    rita.confirm()
    expect(rita.entry).to_have_attribute("data-number", number)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("nobody", "not a number that a call can come from"), ("anonymous", "withhold their number are never denied")],
)
def test_search_says_so_when_it_is_no_number(rita: Console, typed: str, said: str) -> None:
    rita.find(typed)
    expect(rita.page.get_by_role("main")).to_contain_text(said)
    expect(rita.button("Add this number")).to_have_count(0)


def test_address_of_an_unknown_number_offers_to_add_it(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 404", "404")
    rita.open(f"#/entries/{entries.number()}")
    expect(rita.page.get_by_role("main")).to_contain_text("there is no entry")
    expect(rita.button("Add this number")).to_be_visible()
