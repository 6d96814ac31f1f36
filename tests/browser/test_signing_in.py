"""Signing in and out, and what people see who are not signed in."""

from playwright.sync_api import expect

from tests.browser.console import Console, Open
from tests.browser.entries import Entries
from tools.embedded.stack import Stack, User


def test_page_shows_only_what_it_is_when_nobody_is_signed_in(stranger: Console, entries: Entries) -> None:
    number = entries.approved()
    asked: list[str] = []
    stranger.page.on("request", lambda request: asked.append(request.url.removeprefix(stranger.url)))
    stranger.open(f"#/entries/{number}")
    expect(stranger.button("Sign in")).to_be_visible()
    stranger.page.wait_for_load_state("networkidle")
    assert number[-4:] not in stranger.page.inner_text("body")
    assert not [path for path in asked if path.startswith(("api/", "http"))], "Nothing is asked for, nobody redirected"


def test_sign_in_leads_to_the_queue(stranger: Console, people: dict[str, User]) -> None:
    stranger.open()
    stranger.sign_in(people["rita"])
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("Waiting for review")
    expect(stranger.page.get_by_role("banner")).to_contain_text("rita")
    assert stranger.page.url in {stranger.url, f"{stranger.url}#/"}, "neither code nor state stay in the address"


def test_sign_in_leads_to_the_entry_when_an_alert_linked_to_it(
    stranger: Console, people: dict[str, User], entries: Entries
) -> None:
    number = entries.approved()
    stranger.open(f"#/entries/{number}")
    stranger.sign_in(people["rita"])
    expect(stranger.entry).to_have_attribute("data-number", number)


def test_sign_in_stays_at_the_form_when_the_password_is_wrong(stranger: Console, people: dict[str, User]) -> None:
    stranger.open()
    stranger.sign_in(people["rita"], password="Not-rita-s-1")
    expect(stranger.page.get_by_text("Incorrect username or password")).to_be_visible()
    stranger.open()
    expect(stranger.button("Sign in")).to_be_visible()


def test_sign_in_can_be_repeated_when_it_was_given_up(stranger: Console, people: dict[str, User]) -> None:
    stranger.watch.expect("Scripts may close only the windows that were opened by them")
    stranger.open()
    stranger.page.goto(f"{stranger.url}?error=access_denied&state=made-up")
    stranger.sign_in(people["rita"])
    stranger.rests(stranger.queue)


def test_sign_in_lasts_when_the_page_is_loaded_again(rita: Console) -> None:
    rita.page.reload()
    rita.rests(rita.queue)


def test_tokens_stay_in_the_tab_they_were_given_to(rita: Console) -> None:
    other = rita.context.new_page()
    other.goto(rita.url)
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    assert rita.page.evaluate("document.cookie") == ""
    assert "token" not in str(rita.page.evaluate("JSON.stringify(localStorage)"))


def test_sign_out_ends_the_session_here_and_at_the_provider(
    stranger: Console, people: dict[str, User], stack: Stack
) -> None:
    stranger.open()
    stranger.sign_in(people["rita"])
    stranger.rests(stranger.queue)
    ended = f"{stack.endpoint_url}/logout"
    with stranger.page.expect_request_finished(lambda request: request.url.startswith(ended)):
        stranger.button("Sign out").click()
    expect(stranger.button("Sign in")).to_be_visible()
    assert "token" not in str(stranger.page.evaluate("JSON.stringify(sessionStorage)"))
    stranger.page.go_back()
    expect(stranger.button("Sign in")).to_be_visible()


def test_sign_out_takes_the_notes_along_that_were_not_sent(
    stranger: Console, people: dict[str, User], entries: Entries
) -> None:
    number = entries.approved()
    stranger.open()
    stranger.sign_in(people["rita"])
    stranger.rests(stranger.queue)
    stranger.open_entry(number)
    for name in ("Expire", "Add a number"):
        stranger.button(name).click()
        stranger.note("Rita's, not Adam's")
        stranger.leave_dialog()
    stranger.button("Sign out").click()
    expect(stranger.button("Sign in")).to_be_visible()
    assert "Rita" not in str(stranger.page.evaluate("JSON.stringify(sessionStorage)"))
    stranger.sign_in(people["adam"])
    stranger.rests(stranger.queue)
    stranger.open_entry(number)
    stranger.button("Expire").click()
    expect(stranger.dialog.get_by_label("Note")).to_have_value("")


def test_page_says_whom_to_ask_when_one_is_in_no_group(window: Open, people: dict[str, User]) -> None:
    noel = window()
    noel.watch.expect("403", "answered 403: GET .*api/me")
    noel.open()
    noel.sign_in(people["noel"])
    expect(noel.page.get_by_role("alert")).to_contain_text("none of the groups")
    expect(noel.page.get_by_role("alert")).to_contain_text("reviewers")
