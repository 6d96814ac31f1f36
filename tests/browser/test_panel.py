"""What agents do in the panel: flag the caller by one press, say more about it, and take it back."""

from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.calls import KIM, MARIA, Calls
from tests.browser.console import Look
from tests.browser.entries import Entries
from tests.browser.panel import OpenPanel, Panel
from tests.browser.test_languages import english_in
from tests.browser.test_looks import assert_accessible, bring_axe
from tests.browser.test_safety import MARKUP
from tools.connect.standin.faults import Fault

LOOKS = [Look(language, width=width) for language in ("en", "ko") for width in (320, 400)]
TRIES = 2
"""How often the API asks Amazon Connect before it gives up."""
UNKNOWN = "99999999-9999-4999-8999-999999999999"


@pytest.fixture
def number(entries: Entries) -> str:
    return entries.number()


@pytest.fixture
def contact_id(calls: Calls, number: str) -> str:
    """A call from that number."""
    return calls.take(number)


@pytest.fixture
def panel(begin: OpenPanel, contact_id: str) -> Panel:
    """A panel that shows the call."""
    return begin(contact_id)


def posts_of(panel: Panel) -> list[dict[str, Any]]:
    """What the panel sends from here on."""
    sent: list[dict[str, Any]] = []

    def keep(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.post_data_json or {})

    panel.page.on("request", keep)
    return sent


# ── Flagging ────────────────────────────────────────────────────────────────────────────────────


def test_one_press_flags_the_caller(panel: Panel, entries: Entries, number: str) -> None:
    expect(panel.caller.locator("h1")).to_have_attribute("data-number", number)
    expect(panel.caller).to_contain_text("there is no entry")
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    expect(panel.caller).to_contain_text("Calls are turned away until")
    assert entries.is_denied(number)
    flag = entries.entry(number)
    assert (flag["flagged_by"], flag["source"], flag["term"]) == (MARIA, "panel", "30d")


def test_earlier_flags_are_shown_as_the_texts_that_they_are(
    begin: OpenPanel, calls: Calls, entries: Entries, number: str
) -> None:
    entries.flagged(reason=MARKUP[0], agent=KIM, number=number)
    panel = begin(calls.take(number))
    expect(panel.caller).to_contain_text("Flagged 1 time")
    expect(panel.caller.get_by_role("listitem")).to_contain_text(KIM)
    expect(panel.caller.get_by_role("listitem")).to_contain_text(MARKUP[0])


def test_two_presses_at_once_are_one_flag(panel: Panel) -> None:
    posts = posts_of(panel)
    panel.button("category.abuse").dblclick()
    expect(panel.said).to_have_text(panel.say("result.added"))
    expect(panel.caller).to_contain_text("Flagged 1 time")
    assert len(posts) == 1


def test_press_after_a_lost_answer_means_the_same_flag(panel: Panel, entries: Entries, number: str) -> None:
    panel.watch.expect("failed: POST", "ERR_FAILED")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    posts = posts_of(panel)
    panel.context.route("**/agent/flags", lose, times=1)
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("error.unreachable"))
    panel.button("category.abuse").click()
    expect(panel.caller).to_contain_text("Flagged 1 time")
    assert len({post["request_id"] for post in posts}) == 1
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))
    assert len({post["request_id"] for post in posts}) == 2
    assert not entries.is_denied(number)


def test_more_is_said_of_a_flag_afterwards(panel: Panel) -> None:
    posts = posts_of(panel)
    panel.button("category.nuisance").click()
    panel.caller.get_by_label("Reason").fill("Rings and says nothing")
    panel.caller.get_by_label("Warnings given").select_option("2")
    panel.button("panel.save").click()
    expect(panel.said).to_have_text(panel.say("result.updated"))
    panel.caller.get_by_label("Category").select_option("threat")
    panel.button("panel.save").click()
    expect(panel.caller.get_by_label("Term")).to_have_value("365d")
    panel.caller.get_by_label("Term").select_option("24h")
    panel.button("panel.save").click()
    expect(panel.caller.get_by_label("Term")).to_have_value("24h")
    expect(panel.caller.get_by_label("Reason")).to_have_value("Rings and says nothing")
    expect(panel.caller.get_by_label("Warnings given")).to_have_value("2")
    assert [post.get("term") for post in posts] == [None, None, None, "24h"], "a category brings its own"


def test_flag_is_taken_back_and_made_again(panel: Panel, entries: Entries, number: str) -> None:
    panel.button("category.fraud").click()
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))
    expect(panel.caller.locator("li.withdrawn")).to_have_count(1)
    expect(panel.button("withdraw")).to_have_count(0)
    assert not entries.is_denied(number)
    panel.button("category.fraud").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    assert entries.is_denied(number)


def test_flag_by_the_quick_connect_is_shown_and_taken_back(
    panel: Panel, calls: Calls, entries: Entries, contact_id: str, number: str
) -> None:
    calls.press_quick_connect(contact_id, number)
    panel.button("refresh").click()
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))
    assert not entries.is_denied(number)


def test_flag_from_the_phone_gets_no_category_that_the_agent_did_not_choose(
    panel: Panel, calls: Calls, contact_id: str, number: str
) -> None:
    calls.press_quick_connect(contact_id, number)
    panel.button("refresh").click()
    category = panel.caller.get_by_label("Category")
    expect(category).to_have_value("")
    posts = posts_of(panel)
    panel.button("panel.save").click()
    expect(category).to_be_focused()
    assert posts == []
    category.select_option("fraud")
    panel.button("panel.save").click()
    expect(panel.said).to_have_text(panel.say("result.updated"))
    assert [post["category"] for post in posts] == ["fraud"]


def test_caller_is_flagged_after_the_call_until_the_contact_is_closed(
    panel: Panel, calls: Calls, contact_id: str
) -> None:
    calls.hang_up(contact_id)
    panel.button("category.threat").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    calls.close(contact_id)
    panel.watch.expect("answered 409", "status of 409")
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("problem.contact_closed"))
    panel.button("refresh").click()
    expect(panel.caller).to_contain_text(panel.say("problem.contact_closed"))
    expect(panel.caller.get_by_role("button")).to_have_text([panel.say("refresh")])


def test_keyboard_flags_saves_and_takes_back(panel: Panel) -> None:
    panel.button("category.abuse").focus()
    panel.page.keyboard.press("Enter")
    expect(panel.caller.get_by_role("heading", name=panel.say("panel.mine"))).to_be_focused()
    for key in ("Tab", "Tab", "Tab", "Tab"):
        panel.page.keyboard.press(key)
    expect(panel.caller.get_by_label("Reason")).to_be_focused()
    panel.page.keyboard.type("Shouted")
    panel.page.keyboard.press("Control+Enter")
    expect(panel.said).to_have_text(panel.say("result.updated"))
    expect(panel.caller.get_by_label("Reason")).to_have_value("Shouted")
    panel.button("withdraw").focus()
    panel.page.keyboard.press("Space")
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))


def test_last_flags_are_read_when_they_are_opened(panel: Panel, entries: Entries, number: str) -> None:
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    entries.until(number, "PENDING")
    panel.open_last_flags()
    latest = panel.last_flags.get_by_role("listitem").first
    expect(latest).to_contain_text("An agent flagged the caller.")
    expect(latest).to_contain_text(number[-4:])
    assert number not in latest.inner_text()


def test_nothing_is_asked_again_by_itself(panel: Panel) -> None:
    asked: list[str] = []
    panel.page.on("request", lambda request: asked.append(request.url))
    panel.page.wait_for_timeout(3000)
    assert asked == []


# ── Where there is nothing to flag ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("address", "word"), [(None, "why.no_endpoint"), ("anonymous", "refusal.withheld")])
def test_nothing_can_be_flagged_where_there_is_no_number(
    begin: OpenPanel, calls: Calls, address: str | None, word: str
) -> None:
    panel = begin(calls.take(address))
    expect(panel.caller).to_contain_text(panel.say(word))
    expect(panel.caller.get_by_role("button")).to_have_text([panel.say("refresh")])


def test_number_that_was_dialled_is_flagged_as_dialled(begin: OpenPanel, calls: Calls, number: str) -> None:
    panel = begin(calls.take(number, initiation_method="OUTBOUND"))
    expect(panel.caller).to_contain_text(panel.say("panel.dialled"))
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("result.added"))


def test_contact_that_is_not_the_agents_call_is_refused_in_words(begin: OpenPanel, calls: Calls, number: str) -> None:
    refused = {
        "unknown_contact": UNKNOWN,
        "not_your_contact": calls.take(number, agent=KIM),
        "not_a_call": calls.take(number, channel="CHAT"),
    }
    for code, contact_id in refused.items():
        panel = begin(contact_id)
        panel.watch.expect("answered 4", "status of 4")
        expect(panel.alert).to_contain_text(panel.say(f"problem.{code}"))
        expect(panel.frame.locator("[data-category]")).to_have_count(0)


def test_agent_is_told_when_amazon_connect_is_silent(panel: Panel, calls: Calls, entries: Entries, number: str) -> None:
    panel.watch.expect("answered 503", "status of 503")
    calls.connect.script("DescribeContact", Fault("InternalServiceException"), times=TRIES)
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("problem.connect_silent"))
    assert not entries.is_denied(number)


def test_number_is_looked_up_without_a_call(panels: OpenPanel, marias_session: str, entries: Entries) -> None:
    flagged = entries.flagged()
    panel = panels()
    panel.resume(marias_session)
    panel.page.goto(f"{panel.url}agent")
    panel.page.get_by_role("searchbox").or_(panel.page.get_by_role("textbox")).fill(flagged)
    panel.page.get_by_role("button", name=panel.say("search.go")).click()
    expect(panel.page.get_by_test_id("found")).to_contain_text("Calls are turned away until")
    expect(panel.page.locator("[data-category]")).to_have_count(0)


# ── Looks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_everybody_can_use_the_panel(begin: OpenPanel, contact_id: str, look: Look) -> None:
    panel = begin(contact_id, look)
    bring_axe(panel)
    assert_accessible(panel, "caller")
    panel.button("category.harassment").click()
    panel.open_last_flags()
    assert_accessible(panel, "flagged")
    if look.language == "ko":
        assert english_in(panel, MARIA) == set()
