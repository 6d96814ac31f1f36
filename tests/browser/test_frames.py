"""In a frame of another site: signing in there, who may show a page, and which contact the panel takes from whom."""

import pytest
from playwright.sync_api import expect

from tests.browser.calls import MARIA, Calls
from tests.browser.console import WORKSPACE, fill_in
from tests.browser.entries import Entries
from tests.browser.panel import CCP, SANDBOX, OpenPanel, Panel, isolate_sign_in
from tests.browser.test_interruptions import BREAK
from tests.markdown import FENCE, content
from tools.embedded.stack import User

IS_FORM = "document.querySelector('form') !== null"
HAS_OPENER = "window.opener !== null"
STREAMS = """<!doctype html><script>
  const connect = { contact: (hear) => {
    window.meet = (id) => {
      const heard = {};
      const on = (name) => [name, (handler) => { heard[name] = handler; }];
      hear({ getContactId: () => id, ...Object.fromEntries(["onConnected", "onACW", "onDestroy"].map(on)) });
      return heard;
    };
  } };
</script>"""
LISTEN = "() => { new BroadcastChannel('told').onmessage = ({ data }) => { window.heard = data; }; }"
STRANGER = "https://elsewhere.example"


@pytest.fixture
def ids(calls: Calls, entries: Entries) -> list[str]:
    """Two calls that Maria has in hand."""
    return [calls.take(entries.number()) for _ in range(2)]


@pytest.fixture
def panel(panels: OpenPanel) -> Panel:
    """A panel whose sign-in page isolates its window."""
    panel = panels()
    isolate_sign_in(panel.context)
    return panel


# ── Signing in ──────────────────────────────────────────────────────────────────────────────────


def test_storage_is_apart_as_readers_have_it(panel: Panel, ids: list[str]) -> None:
    """Without this the tests below would prove nothing: two windows of ours hear each other, and the frame neither."""
    panel.in_workspace(ids[0])
    expect(panel.button("signIn")).to_be_visible()
    inner, own, other = panel.inner, panel.context.new_page(), panel.context.new_page()
    for window in (own, other):
        window.goto(panel.url)
    for listener in (inner, other):
        listener.evaluate(LISTEN)
    own.evaluate("() => { new BroadcastChannel('told').postMessage('yes') }")
    other.wait_for_function("window.heard === 'yes'")
    assert inner.evaluate("window.heard") is None


def test_sign_in_works_when_its_page_isolates_its_window(panel: Panel, ids: list[str], people: dict[str, User]) -> None:
    panel.in_workspace(ids[0])
    relay = panel.open_relay()
    page = panel.open_sign_in(relay)
    page.wait_for_load_state()
    assert (page.evaluate(IS_FORM), page.evaluate(HAS_OPENER), relay.evaluate(HAS_OPENER)) == (True, False, True)
    with relay.expect_event("close"), page.expect_event("close"):
        fill_in(page, people[MARIA])
    panel.shows(ids[0])


def test_console_signs_in_the_same_way_where_it_may_be_framed(panel: Panel, people: dict[str, User]) -> None:
    panel.open(WORKSPACE, "")
    panel.sign_in(people["rita"])
    expect(panel.frame.get_by_test_id("queue")).to_have_attribute("aria-busy", "false")


def test_sign_in_lasts_for_the_next_contacts_frame(panel: Panel, ids: list[str], people: dict[str, User]) -> None:
    panel.in_workspace(ids[0])
    panel.sign_in(people[MARIA])
    panel.shows(ids[0])
    panel.page.reload()
    panel.shows(ids[0])


def test_sign_in_works_again_when_a_window_was_closed(panel: Panel, ids: list[str], people: dict[str, User]) -> None:
    panel.in_workspace(ids[0])
    panel.open_relay().close()
    expect(panel.frame.get_by_test_id("signed-out")).to_contain_text(panel.say("signIn.going"))
    panel.sign_in(people[MARIA])
    panel.shows(ids[0])


def test_sign_in_works_again_when_its_window_is_still_open(
    panel: Panel, ids: list[str], people: dict[str, User]
) -> None:
    panel.in_workspace(ids[0])
    relay = panel.open_relay()
    with relay.expect_navigation():
        panel.button("signIn").click()
    with relay.expect_event("close"):
        fill_in(panel.open_sign_in(relay), people[MARIA])
    panel.shows(ids[0])


def test_agent_is_told_what_to_do_when_the_frame_lets_no_window_open(panel: Panel, ids: list[str]) -> None:
    panel.watch.allow("Blocked opening .* in a new window")
    panel.sandbox = SANDBOX.replace("allow-popups ", "").replace("allow-popups-to-escape-sandbox ", "")
    panel.in_workspace(ids[0])
    panel.button("signIn").click()
    expect(panel.alert).to_contain_text(f"allow pop-ups for {panel.origin}")


def test_sign_in_page_that_isolates_its_window_is_not_shown_in_the_sandbox(panel: Panel, ids: list[str]) -> None:
    """Why the frame needs `allow-popups-to-escape-sandbox`, which the workspace does not give by itself."""
    panel.watch.allow("can escape its sandboxing")
    panel.sandbox = SANDBOX.replace("allow-popups-to-escape-sandbox ", "")
    panel.in_workspace(ids[0])
    page = panel.open_sign_in(panel.open_relay())
    page.wait_for_url("chrome-error://**")


def test_relay_says_that_it_has_nothing_to_do_when_no_frame_opened_it(panel: Panel) -> None:
    panel.page.goto(f"{panel.url}relay")
    expect(panel.page.get_by_role("main")).to_contain_text(panel.say("relay.alone"))
    expect(panel.page.get_by_role("button")).to_have_count(0)


def test_relay_opens_no_address_that_a_stranger_names(panel: Panel) -> None:
    """A page of another origin may open the relay, but not tell it where to sign in."""
    panel.open(CCP, "agent")
    # The emulator itself shows the relay to our own pages only; API Gateway shows it to everybody.
    panel.context.route("**/relay", lambda route: route.fulfill(response=route.fetch(headers={})))
    with panel.context.expect_page() as opened:
        panel.page.evaluate("(url) => { window.relay = open(url) }", f"{panel.url}relay")
    expect(opened.value.get_by_role("main")).to_contain_text(panel.say("loading"))
    panel.page.evaluate("relay.postMessage({ signIn: 'https://elsewhere.example/', state: 's', language: 'en' }, '*')")
    opened.value.wait_for_timeout(300)
    expect(opened.value.get_by_role("button")).to_have_count(0)


# ── Who may show what ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("origin", "path"), [(STRANGER, ""), (STRANGER, "agent"), (CCP, "")])
def test_page_stays_empty_where_it_may_not_be_framed(panel: Panel, origin: str, path: str) -> None:
    panel.watch.expect("frame-ancestors", "failed: .*ERR_BLOCKED_BY_RESPONSE")
    panel.open(origin, path)
    panel.page.wait_for_load_state("networkidle")
    expect(panel.frame.get_by_role("button")).to_have_count(0)


# ── Which contact ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def maria(panel: Panel, marias_session: str) -> Panel:
    """A panel whose agent has signed in."""
    panel.resume(marias_session)
    return panel


def test_workspace_names_the_contact_that_an_app_is_made_for(maria: Panel, ids: list[str]) -> None:
    maria.in_workspace(ids[0])
    maria.shows(ids[0])
    maria.page.evaluate("(id) => host.publish('cleared', id)", ids[0])
    expect(maria.caller).to_have_count(0)
    expect(maria.frame.get_by_role("main")).to_contain_text(maria.say("panel.idle"))


def test_contact_is_read_again_when_the_page_around_has_news_of_it(maria: Panel, ids: list[str]) -> None:
    """Nothing is polled: a flag by the quick connect shows when the call ends, or when the agent refreshes."""
    maria.in_workspace(ids[0])
    maria.shows(ids[0])
    for news in (lambda: maria.page.evaluate("(id) => host.publish('acw', id)", ids[0]), maria.button("refresh").click):
        with maria.page.expect_response("**/api/agent/contacts/*"):
            news()
        maria.shows(ids[0])


def test_session_that_ended_is_taken_up_again_in_the_frame(
    maria: Panel, ids: list[str], people: dict[str, User]
) -> None:
    maria.watch.expect("answered 401", "status of 401")
    maria.in_workspace(ids[0])
    maria.shows(ids[0])
    maria.inner.evaluate(BREAK, arg=True)
    maria.button("refresh").click()
    relay = maria.open_relay("signIn.again")
    with relay.expect_event("close"):
        fill_in(maria.open_sign_in(relay), people[MARIA])
    maria.shows(ids[0])
    expect(maria.frame.get_by_test_id("session-ended")).to_have_count(0)


def test_app_for_all_contacts_hears_of_one_after_the_other(maria: Panel, ids: list[str]) -> None:
    maria.in_workspace()
    expect(maria.frame.get_by_role("main")).to_contain_text(maria.say("panel.idle"))
    for contact_id in ids:
        maria.page.evaluate("(id) => host.publish('connected', id)", contact_id)
        maria.shows(contact_id)


def test_page_with_a_control_panel_names_the_contact(maria: Panel, ids: list[str]) -> None:
    maria.beside_ccp()
    assert maria.page.evaluate("heard").count([maria.origin, "deny-list-panel"]) == 1
    for contact_id in ids:
        maria.tell(contact_id)
        maria.shows(contact_id)
    maria.tell(None)
    expect(maria.frame.get_by_role("main")).to_contain_text(maria.say("panel.idle"))


def test_guides_snippet_tells_the_panel_which_contact_there_is(maria: Panel, ids: list[str]) -> None:
    """The page of docs/connect.md, with as much of amazon-connect-streams as it uses."""
    maria.watch.allow("App failed to connect to workspace")
    [snippet] = [body for language, body in FENCE.findall(content("docs/connect.md")) if language == "html"]
    body = STREAMS + snippet.replace("https://denylist.example.com/", maria.url)
    maria.context.route(f"{CCP}/**", lambda route: route.fulfill(content_type="text/html", body=body))
    maria.page.goto(CCP, wait_until="domcontentloaded")
    for contact_id in ids:
        maria.page.evaluate("(id) => { window.call = meet(id); call.onConnected(); }", contact_id)
        maria.shows(contact_id)
    with maria.page.expect_response("**/api/agent/contacts/*"):
        maria.page.evaluate("call.onACW()")
    maria.page.evaluate("call.onDestroy()")
    expect(maria.frame.get_by_role("main")).to_contain_text(maria.say("panel.idle"))


def test_contact_that_another_page_names_is_not_taken(maria: Panel, ids: list[str]) -> None:
    """A frame beside the panel can reach it, and has another origin; a window that the page opened, too."""
    maria.beside_ccp()
    maria.context.route(f"{STRANGER}/**", lambda route: route.fulfill(content_type="text/html", body="<p>Stranger"))
    maria.page.evaluate(
        """(address) => new Promise((done) => {
          const other = document.body.appendChild(document.createElement("iframe"));
          other.onload = done;
          other.src = address;
        })""",
        STRANGER,
    )
    maria.tell(ids[0])
    maria.shows(ids[0])
    message = {"type": "deny-list-contact", "contactId": ids[1]}
    maria.page.frames[2].evaluate("(message) => parent.frames[0].postMessage(message, '*')", message)
    maria.page.wait_for_timeout(500)
    maria.shows(ids[0])


def test_panel_looks_numbers_up_and_flags_nothing_when_no_page_says_anything(maria: Panel) -> None:
    maria.beside_ccp()
    expect(maria.frame.get_by_test_id("alone")).to_contain_text(maria.say("panel.alone"))
    expect(maria.frame.locator("[data-category]")).to_have_count(0)


def test_panel_says_at_once_that_it_is_alone_in_a_window_of_its_own(maria: Panel) -> None:
    maria.page.goto(f"{maria.url}agent")
    expect(maria.page.get_by_test_id("alone")).to_contain_text(maria.say("panel.alone"))
