"""What agents do in the panel: flag the caller by one press, say more about it, and take it back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.console import Look
from tests.browser.panel import NARROW, OpenPanel, Panel
from tests.browser.test_languages import english_in
from tests.browser.test_looks import assert_accessible, bring_axe

CONTACT = "11111111-1111-4111-8111-111111111111"
LOOKS = [Look(language, width=width) for language in ("en", "ko") for width in (320, 400)]
TERMS = {"abuse": "30d", "threat": "365d", "harassment": "365d", "fraud": "90d", "nuisance": "7d", "other": "30d"}
EARLIER: dict[str, Any] = {
    "by": "kim", "at": "2026-11-21T10:02:00Z", "category": "threat", "term": "365d",
    "reason": "<img src=x onerror=alert(1)>", "mine": False, "withdrawn": False,
}  # fmt: skip


class Answers:
    """Answers of `/api/agent` about one call, for what the page makes of them; the API has tests of its own."""

    def __init__(self, panel: Panel) -> None:
        self.posts: list[dict[str, Any]] = []
        self.fails = 0
        self.call: dict[str, Any] = {
            "contact_id": CONTACT, "number": "+12065550142", "why": "", "dialled": "no", "open": True, "denied": False,
            "status": None, "until": None, "flags": [EARLIER], "flag_count": 1, "mine": None, "may": ["flag"],
            "terms": ["24h", "7d", "30d", "90d", "365d"], "categories": list(TERMS),
        }  # fmt: skip
        panel.context.route("**/api/agent/**", self.answer)

    def answer(self, route: Route) -> None:
        """As the API would, if it was told nothing else."""
        path = route.request.url.partition("/api/agent/")[2]
        if route.request.method == "GET":
            found = {"flags": [_last(self.posts[0])] if self.posts else []} if path == "flags" else self.call
            route.fulfill(json=found)
            return
        body = json.loads(route.request.post_data or "")
        self.posts.append(body)
        if self.fails:
            self.fails -= 1
            route.abort()
            return
        result = self._withdraw() if path.endswith("/withdraw") else self._flag(body)
        route.fulfill(json={**self.call, "result": result})

    def _flag(self, body: dict[str, Any]) -> str:
        before = self.call["mine"]
        term = body.get("term") or TERMS[body["category"]]
        mine = {"category": body["category"], "term": term, "reason": body.get("reason", "")}
        own = {**mine, "by": "rita", "at": "2026-11-29T10:02:00Z", "mine": True, "withdrawn": False}
        self.call |= {
            "denied": True, "status": "PENDING", "until": "2026-12-02T10:02:00Z", "flags": [own, EARLIER],
            "flag_count": 2, "may": ["flag", "withdraw"],
            "mine": {**mine, "warnings": body.get("warnings"), "until": "2026-12-02T10:02:00Z"},
        }  # fmt: skip
        return "updated" if before else "added"

    def _withdraw(self) -> str:
        own = {**self.call["flags"][0], "withdrawn": True}
        self.call |= {"denied": False, "status": "EXPIRED", "flags": [own, EARLIER], "mine": None, "may": ["flag"]}
        return "withdrawn"


def _last(body: dict[str, Any]) -> dict[str, Any]:
    told = {"category": body["category"], "term": "30d", "event": "flagged", "denied": True}
    return {**told, "number": "+1*******42", "at": "2026-11-29T10:02:00Z", "until": "2026-12-02T10:02:00Z"}


type Begin = Callable[..., tuple[Panel, Answers]]


@pytest.fixture
def begin(panels: OpenPanel, sessions: Callable[[str], str]) -> Begin:
    """`begin()` opens a panel of somebody who is signed in, with answers to be changed before it shows the call."""

    def opened(look: Look = NARROW) -> tuple[Panel, Answers]:
        panel = panels(look)
        panel.resume(sessions("rita"))
        return panel, Answers(panel)

    return opened


@pytest.fixture
def shown(begin: Begin) -> tuple[Panel, Answers]:
    """A panel that shows the call."""
    panel, answers = begin()
    panel.in_workspace(CONTACT)
    panel.shows(CONTACT)
    return panel, answers


# ── Flagging ────────────────────────────────────────────────────────────────────────────────────


def test_one_press_flags_the_caller(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
    expect(panel.caller.get_by_role("heading", level=1)).to_have_text("+1 206-555-0142")
    expect(panel.caller).to_contain_text("there is no entry")
    expect(panel.caller).to_contain_text("<img src=x")
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    expect(panel.caller).to_contain_text("Calls are turned away until")
    assert [{**post, "request_id": ""} for post in answers.posts] == [
        {"contact_id": CONTACT, "category": "abuse", "request_id": ""}
    ]


def test_two_presses_at_once_are_one_flag(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
    panel.button("category.abuse").dblclick()
    expect(panel.said).to_have_text(panel.say("result.added"))
    assert len(answers.posts) == 1


def test_press_after_a_lost_answer_means_the_same_flag(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
    panel.watch.expect("failed: POST", "ERR_FAILED")
    answers.fails = 1
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("error.unreachable"))
    panel.button("category.abuse").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    assert len({post["request_id"] for post in answers.posts}) == 1
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))
    assert len({post["request_id"] for post in answers.posts}) == 2


def test_more_is_said_of_a_flag_afterwards(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
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
    assert [post.get("term") for post in answers.posts] == [None, None, None, "24h"], "a category brings its own"
    assert (answers.posts[1]["reason"], answers.posts[1]["warnings"]) == ("Rings and says nothing", 2)


def test_flag_is_taken_back_and_made_again(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
    panel.button("category.fraud").click()
    panel.button("withdraw").click()
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))
    expect(panel.caller.locator("li.withdrawn")).to_have_count(1)
    expect(panel.button("withdraw")).to_have_count(0)
    panel.button("category.fraud").click()
    expect(panel.said).to_have_text(panel.say("result.added"))
    assert len({post["request_id"] for post in answers.posts}) == 3


def test_keyboard_flags_saves_and_takes_back(shown: tuple[Panel, Answers]) -> None:
    panel, answers = shown
    panel.button("category.abuse").focus()
    panel.page.keyboard.press("Enter")
    expect(panel.caller.get_by_role("heading", name=panel.say("panel.mine"))).to_be_focused()
    for key in ("Tab", "Tab", "Tab", "Tab"):
        panel.page.keyboard.press(key)
    expect(panel.caller.get_by_label("Reason")).to_be_focused()
    panel.page.keyboard.type("Shouted")
    panel.page.keyboard.press("Control+Enter")
    expect(panel.said).to_have_text(panel.say("result.updated"))
    assert answers.posts[-1]["reason"] == "Shouted"
    panel.button("withdraw").focus()
    panel.page.keyboard.press("Space")
    expect(panel.said).to_have_text(panel.say("result.withdrawn"))


def test_last_flags_are_read_when_they_are_opened_and_when_one_is_made(shown: tuple[Panel, Answers]) -> None:
    panel, _ = shown
    mine = panel.frame.get_by_test_id("mine")
    mine.get_by_text(panel.say("panel.last")).click()
    expect(mine).to_contain_text(panel.say("panel.last.none"))
    panel.button("category.abuse").click()
    expect(mine.get_by_role("listitem")).to_contain_text("An agent flagged the caller.")


def test_nothing_is_asked_again_by_itself(shown: tuple[Panel, Answers]) -> None:
    panel, _ = shown
    asked: list[str] = []
    panel.page.on("request", lambda request: asked.append(request.url))
    panel.page.wait_for_timeout(3000)
    assert asked == []


# ── Where there is nothing to flag ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"number": None, "why": "no_endpoint"}, "why.no_endpoint"),
        ({"number": None, "why": "withheld"}, "refusal.withheld"),
        ({"open": False}, "problem.contact_closed"),
        ({"status": "PROTECTED", "why": "protected"}, "refusal.protected"),
    ],
)
def test_nothing_can_be_flagged_where_there_is_nothing(begin: Begin, changed: dict[str, Any], word: str) -> None:
    panel, answers = begin()
    answers.call |= {**changed, "may": []}
    panel.in_workspace(CONTACT)
    panel.shows(CONTACT)
    expect(panel.caller).to_contain_text(panel.say(word))
    expect(panel.caller.get_by_role("button")).to_have_text([panel.say("refresh")])


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "unknown_contact"), (403, "not_your_contact"), (409, "not_a_call"), (503, "connect_silent")],
)
def test_refused_contact_is_said_in_words(begin: Begin, status: int, code: str) -> None:
    panel, _ = begin()
    panel.watch.expect(f"answered {status}", f"status of {status}")
    panel.context.route("**/contacts/*", lambda route: route.fulfill(status=status, json={"code": code}))
    panel.in_workspace(CONTACT)
    panel.shows(CONTACT)
    expect(panel.alert).to_contain_text(panel.say(f"problem.{code}"))
    expect(panel.frame.locator("[data-category]")).to_have_count(0)


# ── Looks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_everybody_can_use_the_panel(begin: Begin, look: Look) -> None:
    panel, _ = begin(look)
    panel.in_workspace(CONTACT)
    panel.shows(CONTACT)
    bring_axe(panel)
    assert_accessible(panel, "caller")
    panel.button("category.harassment").click()
    panel.frame.get_by_test_id("mine").get_by_text(panel.say("panel.last")).click()
    expect(panel.frame.get_by_test_id("mine").get_by_role("listitem")).to_have_count(1)
    assert_accessible(panel, "flagged")
    if look.language == "ko":
        assert english_in(panel, EARLIER["by"]) == set()
