"""An agent amends a flag or takes it back: what the function answers, and what the entry is then."""

import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from denylist import entries, flags
from denylist.errors import StoreBusyError, StoreError
from denylist.flagging import Flagging
from denylist.flags import Flagged
from tests.unit.add_number.adding import ADDED, LISTED, no, verdict
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.denylist.stores import Calls, Interrupted, store_on
from tests.unit.records import CALLER, DAY, HOUR, NOW, OTHER, WINDOW, Item, call, item
from tests.unit.tables import Tables

pytestmark = pytest.mark.slow

type Press = Callable[..., dict[str, str]]
type Race = Callable[[dict[str, str], Callable[[], object] | dict[str, str], int], dict[str, str]]

UPDATED = {"Success": "true", "Result": "updated", "Why": "NONE"}
WITHDRAWN = {"Success": "true", "Result": "withdrawn", "Why": "NONE"}
DECIDED = {"Status": {"S": "APPROVED"}, "ReviewedBy": {"S": "ruth"}, "ReviewedAt": {"S": "2027-01-15T08:00:01Z"}}


def pressing(app: ModuleType) -> Press:
    """One call of the function for the contact `flag-1` of maria, or another."""

    def press(contact: str = "flag-1", **said: object) -> dict[str, str]:
        given = {"FlaggedBy": "maria", "ContactId": contact, **said}
        answer: dict[str, str] = app.lambda_handler(call(given.pop("Number", CALLER), **given), CONTEXT)
        return answer

    return press


@pytest.fixture
def press(load: Load) -> Press:
    return pressing(load("add_number"))


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    app = importlib.import_module("add_number.app")
    monkeypatch.setattr(app, "time", SimpleNamespace(time=lambda: NOW + seconds))


def stored(tables: Tables) -> Item:
    return tables.get() or {}


def kept(tables: Tables, flag: str = "flag-1") -> Flagged:
    return flags.read(stored(tables))[flag]


def decide(tables: Tables, **given: Any) -> None:  # noqa: ANN401
    """A reviewer's decision, a second after the flag."""
    image = stored(tables)
    version = {"N": str(int(image["Version"]["N"]) + 1)}
    tables.put({**image, **DECIDED, "Version": version, **item(**given)})


# ── Amending ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("category", "term"),
    [
        ("abuse", "30d"),
        ("threat", "365d"),
        ("harassment", "365d"),
        ("fraud", "90d"),
        ("nuisance", "7d"),
        ("other", "30d"),
    ],
)
def test_a_category_brings_its_own_term(press: Press, tables: Tables, category: str, term: str) -> None:
    press()
    assert verdict(press(Category=category)) == UPDATED
    assert (kept(tables).category, kept(tables).term) == (category, term)
    entry = entries.read(stored(tables))
    assert (entry.category, entry.term, entry.flag_count, entry.version) == (category, term, 1, 2)


def test_a_term_that_was_asked_for_stays_until_another_is(press: Press, tables: Tables) -> None:
    press(Category="threat", Term="24h")
    assert (kept(tables).term, kept(tables).until) == ("24h", NOW + DAY)
    assert press(Term="7d")["Term"] == "7d"
    assert press(Reason="shouts")["Term"] == "7d"
    assert (kept(tables).category, kept(tables).reason) == ("threat", "shouts")
    assert press(Category="threat")["Result"] == "added", "nothing new"


def test_the_end_counts_from_the_flag_and_not_from_the_key(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    press = pressing(load("add_number", REVIEW_POLICY="trusted"))
    press()
    later(monkeypatch, 600)
    press(Category="nuisance")
    assert entries.read(stored(tables)).expires_at == NOW + 7 * DAY
    press(Term="90d")
    assert entries.read(stored(tables)).expires_at == NOW + 90 * DAY


@pytest.mark.parametrize(
    "repeat",
    [{}, {"Category": "fraud"}, {"Category": "none"}, {"Category": "$.Attributes.Category"}, {"Reason": "lies"},
     {"Term": "default"}, {"Warnings": "2"}, {"Warnings": "9"}, {"Warnings": "$.Attributes.Warnings"}],
    ids=str,
)  # fmt: skip
def test_a_repeat_that_says_nothing_new_changes_nothing(press: Press, tables: Tables, repeat: dict[str, str]) -> None:
    press(Category="fraud", Reason="lies", Warnings="2")
    before = stored(tables)
    assert verdict(press(**repeat)) == ADDED
    assert stored(tables) == before


@pytest.mark.parametrize(
    ("wrong", "why"), [({"Category": "spam"}, "unknown_category"), ({"Term": "permanent"}, "unknown_term")]
)
def test_a_word_that_means_nothing_leaves_the_flag_as_it_is(
    press: Press, tables: Tables, wrong: dict[str, str], why: str
) -> None:
    press()
    before = stored(tables)
    assert verdict(press(**wrong)) == no("refused", why)
    assert stored(tables) == before


def test_one_agents_words_are_not_anothers(press: Press, tables: Tables) -> None:
    press(Category="fraud")
    assert verdict(press("flag-2", FlaggedBy="noah")) == LISTED
    assert verdict(press("flag-2", FlaggedBy="noah", Category="threat")) == UPDATED
    assert [kept(tables, flag).category for flag in ("flag-1", "flag-2")] == ["fraud", "threat"]
    assert entries.read(stored(tables)).category == "threat"


def test_an_amendment_costs_no_flag_of_the_hour(load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    press = pressing(load("add_number", FLAGS_PER_AGENT_PER_HOUR="1"))
    press()
    assert verdict(press(Category="abuse")) == UPDATED
    later(monkeypatch, HOUR)
    assert verdict(press("flag-2", Number=OTHER)) == ADDED, "the next hour is full"
    assert verdict(press(Category="threat")) == UPDATED
    assert verdict(press(Withdraw="true")) == WITHDRAWN


def test_a_flag_over_the_limit_stays_one_that_does_not_deny(load: Load, tables: Tables) -> None:
    press = pressing(load("add_number", FLAGS_PER_AGENT_PER_HOUR="1"))
    press("flag-0", Number=OTHER)
    assert verdict(press()) == no("refused", "too_many_flags")
    assert press(Category="threat")["Success"] == "false"
    assert not entries.read(stored(tables)).is_in_force(NOW)
    assert press(Withdraw="true")["Success"] == "false"


@pytest.mark.parametrize("said", [{"Category": "threat"}, {"Withdraw": "true"}])
@pytest.mark.parametrize(
    ("end", "why"), [({"Status": "EXPIRED"}, "decided"), ({}, "decided"), ({"Status": "PROTECTED"}, "decided")]
)
def test_what_a_reviewer_has_decided_no_agent_changes(
    press: Press, tables: Tables, said: dict[str, str], end: dict[str, str], why: str
) -> None:
    press()
    decide(tables, **end)
    before = stored(tables)
    assert press(**said)["Success"] == "false"
    assert press(Withdraw="true")["Why"] == why
    assert stored(tables) == before


def test_a_key_after_the_end_says_so(press: Press, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    press()
    before = stored(tables)
    later(monkeypatch, WINDOW)
    assert verdict(press(Category="threat")) == no("refused", "ended")
    assert verdict(press(Withdraw="true")) == no("refused", "ended")
    assert stored(tables) == before


# ── Withdrawing ─────────────────────────────────────────────────────────────────────────────────


def test_the_only_flag_withdrawn_allows_the_number_again(press: Press, tables: Tables) -> None:
    press(Category="threat")
    assert press(Withdraw="true") == WITHDRAWN
    entry = entries.read(stored(tables))
    assert (entry.status, entry.flag_count, entry.flag_ids) == ("EXPIRED", 1, frozenset({"flag-1"}))
    before = stored(tables)
    assert press(Withdraw="true") == WITHDRAWN, "a second press"
    assert stored(tables) == before


@pytest.mark.parametrize("late", [{}, {"Category": "threat"}, {"Term": "7d"}], ids=str)
def test_a_late_repeat_of_the_first_call_does_not_deny_again(
    press: Press, tables: Tables, late: dict[str, str]
) -> None:
    press()
    press(Withdraw="true")
    before = stored(tables)
    assert verdict(press(**late)) == no("refused", "ended")
    assert stored(tables) == before


def test_a_new_contact_flags_again_after_a_withdrawal(press: Press, tables: Tables) -> None:
    press()
    press(Withdraw="true")
    assert verdict(press("flag-2")) == ADDED
    assert entries.read(stored(tables)).is_in_force(NOW)
    assert press(Withdraw="true")["Why"] == "not_flagged", "the new round has its own flags"
    assert press("flag-2", Withdraw="true") == WITHDRAWN


@pytest.mark.parametrize("there", [None, item(Status="PENDING", ExpiresAt=NOW + 9)])
def test_what_was_not_flagged_is_not_withdrawn(press: Press, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    assert press(Withdraw="true") == no("refused", "not_flagged")
    assert tables.get() == there


@pytest.mark.parametrize(("number", "why"), [(None, "empty"), ("anonymous", "withheld"), ("911", "emergency")])
def test_a_withdrawal_judges_the_number_first(press: Press, number: str | None, why: str) -> None:
    assert press(Number=number, Withdraw="true")["Why"] == why


# ── What the flow is told ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("policy", "said", "told"),
    [
        ("provisional", {}, ("window", "72", "30d", "none")),
        ("provisional", {"Category": "threat"}, ("window", "72", "365d", "threat")),
        ("provisional", {"Term": "24h"}, ("term", "24", "24h", "none")),
        ("trusted", {}, ("term", "720", "30d", "none")),
        ("trusted", {"Category": "nuisance"}, ("term", "168", "7d", "nuisance")),
        ("trusted", {"Category": "nuisance", "Term": "24h"}, ("term", "24", "24h", "nuisance")),
    ],
)
def test_the_flow_is_told_what_holds_now(load: Load, policy: str, said: dict[str, str], told: tuple[str, ...]) -> None:
    press = pressing(load("add_number", REVIEW_POLICY=policy))
    press()
    answer = press(**said)
    assert tuple(answer[name] for name in ("Holds", "Hours", "Term", "Category")) == told
    assert answer["Menu"] == "category"
    assert all(isinstance(value, str) and value for value in answer.values())


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (item(Status="APPROVED", ExpiresAt=NOW + 90 * DAY, ReviewedAt="2027-01-01T00:00:00Z"), ("term", "2160")),
        (item(Status="APPROVED", ExpiresAt=NOW + HOUR, ReviewedAt="2027-01-01T00:00:00Z"), ("term", "72")),
        (item(Status="APPROVED", ReviewedAt="2027-01-01T00:00:00Z"), ("NONE", "0")),
        (item(Status="PENDING", ExpiresAt=NOW + 90 * HOUR), ("window", "90")),
    ],
)
def test_the_flow_is_told_the_end_of_an_entry_that_was_there(
    press: Press, tables: Tables, there: Item, told: tuple[str, str]
) -> None:
    tables.put(there)
    answers = [press(), press(Category="abuse")]
    assert [(answer["Holds"], answer["Hours"]) for answer in answers] == [told] * 2


@pytest.mark.parametrize("menu", ["category", "term", "none"])
def test_the_flow_is_told_what_to_ask_only_of_a_flag_that_denies(load: Load, menu: str) -> None:
    press = pressing(load("add_number", FLAG_MENU=menu))
    assert press()["Menu"] == menu
    assert press("flag-2", FlaggedBy="noah")["Menu"] == menu
    for answer in (press(Number="911"), press(Withdraw="true"), press(Category="threat")):
        assert answer.get("Menu", "none") == "none"


# ── Lost answers, and two at once ───────────────────────────────────────────────────────────────

AMEND, TERM, WITHDRAW = {"Category": "threat"}, {"Term": "24h"}, {"Withdraw": "true"}
PLACES = range(4)
"""Before which of its calls of DynamoDB the function is interrupted; it makes at most three, or four with a retry."""


def interrupted(load: Load, tables: Tables, before: Calls, lost: int = 0) -> Press:
    """A function that lets others in before its calls, or loses the answers to them."""
    app = load("add_number")
    store = store_on(Interrupted(tables.client, before, lost))
    vars(app)["FLAGGING"] = Flagging(store, "US", app.POLICY, 20)
    return pressing(app)


@pytest.fixture
def race(load: Load, press: Press, tables: Tables) -> Race:
    """Flag, then press once more: the answer, if `theirs` happens before call number `place`, or else right after."""

    def run(mine: dict[str, str], theirs: Callable[[], object] | dict[str, str], place: int) -> dict[str, str]:
        press()
        before: Calls = [*[lambda: None] * place, theirs if callable(theirs) else lambda: press(**theirs)]
        answer = interrupted(load, tables, before)(**mine)
        for late in before:
            late()
        return answer

    return run


@AFTER_A_FAULT
@pytest.mark.parametrize("said", [AMEND, WITHDRAW], ids=str)
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_lost_answer_is_made_good_by_the_retry(
    load: Load, press: Press, tables: Tables, said: dict[str, str], lost: int
) -> None:
    press()
    mine = interrupted(load, tables, [], lost)
    heard = []
    for _ in range(lost + 1):
        with suppress(StoreError):
            heard.append(mine(**said)["Success"])
    assert {*heard} == {"true"}
    assert len(heard) <= lost, "some answer was lost"
    after = stored(tables)
    assert (entries.read(after).flag_count, entries.read(after).version) == (1, 2)
    assert (kept(tables).category, bool(kept(tables).withdrawn)) == (said.get("Category", ""), said == WITHDRAW)
    assert mine(**said)["Success"] == "true"
    assert stored(tables) == after


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("mine", "theirs"), [(AMEND, TERM), (TERM, AMEND), (AMEND, AMEND)], ids=str)
def test_two_keys_at_once_are_both_kept(
    race: Race, tables: Tables, mine: dict[str, str], theirs: dict[str, str], place: int
) -> None:
    assert race(mine, theirs, place)["Success"] == "true"
    assert kept(tables).category == "threat"
    assert kept(tables).term in ("24h", "365d"), "the later press's"
    assert entries.read(stored(tables)).expires_at == kept(tables).until


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("mine", "theirs"), [(AMEND, WITHDRAW), (WITHDRAW, AMEND), (WITHDRAW, WITHDRAW)], ids=str)
def test_a_withdrawal_outlives_what_is_said_at_the_same_time(
    race: Race, tables: Tables, mine: dict[str, str], theirs: dict[str, str], place: int
) -> None:
    answer = race(mine, theirs, place)
    entry = entries.read(stored(tables))
    assert (entry.status, bool(kept(tables).withdrawn)) == ("EXPIRED", True)
    assert answer["Result"] in ("updated", "refused") if mine == AMEND else answer["Result"] == "withdrawn"
    assert answer["Result"] != "updated" or kept(tables).category == "threat"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mine", [{}, AMEND, WITHDRAW], ids=str)
def test_no_flag_is_lost_to_what_another_agent_does(
    race: Race, press: Press, tables: Tables, mine: dict[str, str], place: int
) -> None:
    """If the other's flag comes after the withdrawal, it begins the entry anew."""
    heard = race(mine, lambda: press("flag-2", FlaggedBy="noah", Category="fraud"), place)
    entry = entries.read(stored(tables))
    assert heard["Success"] == "true"
    assert entry.is_in_force(NOW)
    assert (entry.flag_count, entry.flag_ids) == (2, frozenset({"flag-1", "flag-2"}))
    assert (kept(tables, "flag-2").by, kept(tables, "flag-2").category) == ("noah", "fraud")
    assert (entry.flagged_by, entry.category) == ("noah", "fraud")
    if mine == WITHDRAW:
        assert all(said.withdrawn for flag, said in flags.read(stored(tables)).items() if flag == "flag-1")
    else:
        assert kept(tables).category == mine.get("Category", "")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mine", [AMEND, TERM, WITHDRAW], ids=str)
@pytest.mark.parametrize("status", ["APPROVED", "EXPIRED", "PROTECTED"])
def test_no_decision_is_overwritten(race: Race, tables: Tables, mine: dict[str, str], status: str, place: int) -> None:
    end = NOW + 9 * DAY
    answer = race(mine, lambda: decide(tables, Status=status, ExpiresAt=end), place)
    entry = entries.read(stored(tables))
    assert (entry.status, entry.reviewed_by, entry.expires_at) == (status, "ruth", end)
    is_done = bool(kept(tables).withdrawn) if mine == WITHDRAW else kept(tables).until != NOW + WINDOW or entry.category
    assert (answer["Success"] == "true") == bool(is_done), "never half done"


@AFTER_A_FAULT
def test_an_entry_that_never_stops_changing_is_a_fault_and_the_flag_stands(
    load: Load, press: Press, tables: Tables
) -> None:
    press()

    def touch() -> None:
        image = stored(tables)
        tables.put({**image, "Version": {"N": str(int(image["Version"]["N"]) + 1)}})

    with pytest.raises(StoreBusyError):
        interrupted(load, tables, [touch] * 20)(**WITHDRAW)
    assert not kept(tables).withdrawn


@AFTER_A_FAULT
@pytest.mark.usefixtures("atomic")
def test_twenty_presses_at_once_on_one_entry(press: Press, tables: Tables) -> None:
    """Ten agents withdraw and ten say why, all at the same moment."""
    contacts = [f"flag-{n}" for n in range(20)]
    for n, contact in enumerate(contacts):
        press(contact, FlaggedBy=f"agent {n}")

    def say(n: int) -> str:
        for _ in range(20):
            with suppress(StoreError):
                return press(contacts[n], FlaggedBy=f"agent {n}", **(WITHDRAW if n % 2 else AMEND))["Result"]
        return "busy"

    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(say, range(20))] == ["updated", "withdrawn"] * 10
    made = flags.read(stored(tables))
    assert [(bool(made[c].withdrawn), made[c].category) for c in contacts] == [(False, "threat"), (True, "")] * 10
    assert entries.read(stored(tables)).is_in_force(NOW)
