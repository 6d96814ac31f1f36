"""When a session ends, the network fails or the server does not answer, nothing that was typed is lost."""

import json

import pytest
from playwright.sync_api import Route, expect

from tests.browser.console import Console, fill_in
from tests.browser.entries import Entries
from tests.browser.panel import isolate_sign_in
from tools.embedded.sign_in import sign_in
from tools.embedded.stack import Stack, User

BREAK = """withoutRefresh => {
  for (const key of Object.keys(sessionStorage)) {
    if (!sessionStorage[key].includes("access_token")) continue;
    const user = JSON.parse(sessionStorage[key]);
    user.access_token = "broken";
    if (withoutRefresh) delete user.refresh_token;
    sessionStorage[key] = JSON.stringify(user);
  }
}"""
REFUSED = ("answered 401", "status of 401")
GONE = ("failed: .*ERR_INTERNET_DISCONNECTED", "ERR_INTERNET_DISCONNECTED")


def start_expiring(console: Console, number: str, note: str) -> None:
    """Open the dialog and type a note: a reviewer is in the middle of a decision."""
    console.open_entry(number)
    console.button("Expire", console.entry).click()
    console.note(note)


def lose_session(console: Console, entries: Entries, note: str) -> str:
    """End a session that cannot be renewed while a reviewer expires an entry, and return the entry's number."""
    console.watch.expect(*REFUSED)
    number = entries.approved()
    start_expiring(console, number, note)
    console.page.evaluate(BREAK, arg=True)
    console.confirm()
    return number


def test_token_is_renewed_unseen_when_it_ran_out(
    rita: Console, people: dict[str, User], stack: Stack, entries: Entries
) -> None:
    """The new tokens come from a fresh sign-in: the emulator's renewed ones lack groups and sign-in time."""
    rita.watch.expect(*REFUSED)
    number = entries.approved()
    fresh = {"access_token": sign_in(stack, "rita", people["rita"]["password"]).access, "token_type": "Bearer"}
    asked: list[str] = []

    def renew(route: Route) -> None:
        asked.append(route.request.post_data or "")
        route.fulfill(json={**fresh, "expires_in": 900})

    rita.page.route("**/oauth2/token", renew)
    start_expiring(rita, number, "Renewed")
    rita.page.evaluate(BREAK, arg=False)
    rita.confirm()
    expect(rita.told).to_contain_text("are taken")
    assert entries.entry(number)["note"] == "Renewed"
    assert len(asked) == 1
    assert "grant_type=refresh_token" in asked[0]


@pytest.mark.parametrize("isolated", [False, True])
def test_decision_goes_on_when_the_reviewer_signs_in_again(
    rita: Console, people: dict[str, User], entries: Entries, *, isolated: bool
) -> None:
    if isolated:
        isolate_sign_in(rita.context)
    number = lose_session(rita, entries, "Typed before the session ended")
    asked = rita.page.get_by_test_id("session-ended")
    expect(asked).to_contain_text("Your session ended")
    with rita.context.expect_page() as opened:
        rita.button("Sign in again", asked).click()
    with opened.value.expect_event("close"):
        fill_in(opened.value, people["rita"])
    expect(rita.told).to_contain_text("are taken")
    assert entries.entry(number)["note"] == "Typed before the session ended"


def test_note_stays_when_the_reviewer_signs_in_later(rita: Console, entries: Entries) -> None:
    number = lose_session(rita, entries, "Not lost")
    rita.button("Later").click()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("Your session ended")
    expect(rita.dialog.get_by_label("Note")).to_have_value("Not lost")
    assert entries.is_denied(number)


def test_note_stays_when_the_reviewer_signs_in_on_this_page(
    rita: Console, people: dict[str, User], entries: Entries
) -> None:
    number = lose_session(rita, entries, "Still here")
    rita.button(rita.say("signIn.here")).click()
    fill_in(rita.page, people["rita"])
    expect(rita.entry).to_have_attribute("data-number", number)
    rita.button("Expire", rita.entry).click()
    expect(rita.dialog.get_by_label("Note")).to_have_value("Still here")


def test_page_starts_afresh_when_somebody_else_signs_in(
    rita: Console, people: dict[str, User], entries: Entries
) -> None:
    number = lose_session(rita, entries, "Rita's, not Adam's")
    with rita.context.expect_page() as opened:
        rita.button("Sign in again").click()
    fill_in(opened.value, people["adam"])
    expect(rita.page.get_by_role("banner")).to_contain_text("adam")
    assert entries.is_denied(number), "Adam has not decided anything"
    rita.rests(rita.entry)
    rita.button("Expire", rita.entry).click()
    expect(rita.dialog.get_by_label("Note")).to_have_value("")


def test_note_goes_when_somebody_else_signs_in_on_this_page(
    rita: Console, people: dict[str, User], entries: Entries
) -> None:
    lose_session(rita, entries, "Rita's, not Adam's")
    rita.button(rita.say("signIn.here")).click()
    fill_in(rita.page, people["adam"])
    expect(rita.page.get_by_role("banner")).to_contain_text("adam")
    rita.rests(rita.entry)
    rita.button("Expire", rita.entry).click()
    expect(rita.dialog.get_by_label("Note")).to_have_value("")


def test_page_says_so_when_the_network_is_gone_and_goes_on_when_it_is_back(rita: Console, entries: Entries) -> None:
    rita.watch.expect(*GONE)
    number = entries.approved()
    start_expiring(rita, number, "Sent twice, made once")
    rita.context.set_offline(True)
    expect(rita.page.get_by_test_id("offline")).to_contain_text("You are offline")
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("You are offline")
    expect(rita.dialog.get_by_label("Note")).to_have_value("Sent twice, made once")
    rita.context.set_offline(False)
    expect(rita.page.get_by_test_id("offline")).to_have_text("")
    rita.confirm()
    expect(rita.told).to_contain_text("are taken")
    assert not entries.is_denied(number)


def test_queue_can_be_tried_again_when_it_was_not_to_be_had(rita: Console) -> None:
    """The answer is made up, because the real stack cannot be made to give it."""
    rita.watch.expect("answered 503", "status of 503")
    rita.page.route("**/api/entries?status=EXPIRED*", _unavailable, times=1)
    rita.open("#/status/EXPIRED")
    alert = rita.page.get_by_role("alert")
    expect(alert).to_contain_text("cannot be reached at the moment. Please try again in 7 seconds.")
    rita.button("Try again", alert).click()
    expect(alert).to_have_count(0)
    rita.rests(rita.queue)


def test_decision_can_be_sent_again_when_the_server_did_not_answer(rita: Console, entries: Entries) -> None:
    rita.watch.expect("answered 503", "status of 503")
    number = entries.approved()
    start_expiring(rita, number, "Again")
    rita.page.route("**/expire", _unavailable, times=1)
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("try again in 7 seconds")
    rita.confirm()
    expect(rita.told).to_contain_text("are taken")
    assert entries.entry(number)["note"] == "Again"


def test_link_that_is_followed_while_the_first_list_loads_leads_where_it_says(rita: Console, entries: Entries) -> None:
    number = entries.approved()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    rita.page.route("**/api/entries?status=*", hold)
    rita.page.reload()
    expect(rita.queue).to_have_attribute("aria-busy", "true")
    rita.open(f"#/entries/{number}")
    expect(rita.entry).to_have_attribute("data-number", number)
    for route in held:
        route.continue_()


def _unavailable(route: Route) -> None:
    problem = {"type": "about:blank", "title": "Unavailable", "status": 503, "detail": "", "code": "unavailable"}
    headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
    route.fulfill(status=503, headers=headers, body=json.dumps(problem))
