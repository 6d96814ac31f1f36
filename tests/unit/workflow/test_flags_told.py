"""Flags that are amended or withdrawn, before and after the workflow tells them, in any order of delivery."""

import itertools
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from denylist import decisions, entries, flags
from denylist.keys import of_key
from denylist.rulings import Decision, Ruling
from denylist.tables.store import Store
from tests.unit.workflow.machine import Machine
from tests.unit.workflow.test_life import NUMBER, flag

pytestmark = pytest.mark.slow

GENERATED = Phase.generate
PHONE = "May the agent say why?", "Wait for the reason"


def deliver(machine: Machine, records: list[dict[str, Any]]) -> None:
    for record in records:
        assert machine.run([record]).status == "SUCCEEDED"


def told(machine: Machine) -> list[tuple[str, str, str]]:
    return [
        (item["Event"]["S"], item.get("Category", {}).get("S", ""), item.get("Term", {}).get("S", ""))
        for item in machine.history()
    ]


def mailed(machine: Machine) -> list[str]:
    return [alert["event"] for alert in machine.alerts()]


def kept(machine: Machine, contact: str = "flag-1") -> flags.Flagged:
    return flags.read(machine.entries()[NUMBER])[contact]


@pytest.mark.parametrize("order", [*itertools.permutations(range(3)), (0, 1, 2, 0, 1, 2), (2, 0, 0, 1)], ids=str)
def test_what_an_agent_says_in_time_is_told_with_the_flag(machine: Machine, order: tuple[int, ...]) -> None:
    flag()
    assert flag(Category="threat")["Result"] == "updated"
    assert flag(Term="7d")["Result"] == "updated"
    records = machine.new_records()
    deliver(machine, [records[turn] for turn in order])
    machine.settle()
    assert told(machine) == [("flagged", "threat", "7d")]
    (alert,) = machine.alerts()
    assert (alert["event"], alert["category"], alert["term"]) == ("flagged", "threat", "7d")
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["Category"]["S"], entry["Term"]["S"]) == ("PENDING", "threat", "7d")
    assert kept(machine).told


def test_what_an_agent_says_later_is_history_only(machine: Machine) -> None:
    flag()
    machine.settle()
    flag(Category="fraud", Reason="asked for a card number")
    machine.settle()
    assert told(machine) == [("flagged", "", "30d"), ("amended", "fraud", "90d")]
    assert machine.history()[-1]["Why"]["S"] == "asked for a card number"
    assert mailed(machine) == ["flagged"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 0, 1)], ids=str)
def test_a_flag_withdrawn_before_it_was_told_is_not_mailed(machine: Machine, order: tuple[int, ...]) -> None:
    flag()
    assert flag(Withdraw="true")["Result"] == "withdrawn"
    records = machine.new_records()
    deliver(machine, [records[turn] for turn in order])
    machine.settle()
    assert sorted(machine.events()) == ["flagged", "withdrawn"]
    assert mailed(machine) == []
    assert not entries.read(machine.entries()[NUMBER]).is_in_force(0)


def test_a_flag_withdrawn_after_it_was_told_is_mailed(machine: Machine) -> None:
    flag(FlaggedBy="maria")
    machine.settle()
    flag(Withdraw="true")
    machine.settle()
    assert machine.events() == ["flagged", "withdrawn"]
    assert mailed(machine) == ["flagged", "withdrawn"]
    assert machine.history()[-1]["Actor"]["S"] == "maria"
    assert machine.entries()[NUMBER]["Status"]["S"] == "EXPIRED"


def test_a_withdrawal_that_changes_nothing_for_callers_is_history_only(machine: Machine) -> None:
    flag(FlaggedBy="maria")
    flag(contact="flag-2", FlaggedBy="noah", Term="24h")  # which ends before the first in any case
    machine.settle()
    flag(contact="flag-2", Withdraw="true")
    machine.settle()
    assert mailed(machine) == ["flagged"]
    last = machine.history()[-1]
    assert (last["Event"]["S"], last["Actor"]["S"], last["To"]["S"]) == ("withdrawn", "noah", "PENDING")
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["FlaggedBy"]["S"]) == ("PENDING", "maria")


@pytest.mark.parametrize("name", ["", "maria"])
def test_a_decision_made_before_a_flag_is_told_can_be_taken_back_after(machine: Machine, name: str) -> None:
    store = Store(machine.dynamodb, "Denylist", "History")

    def decide(decision: str) -> None:
        entry = store.get(NUMBER)
        assert entry
        ruling = Ruling("ruth", int(time.time()), entry.version, number=of_key(NUMBER))
        decided = decisions.decide(decision, entry, ruling)
        assert isinstance(decided, Decision), decided
        store.decide(decided)

    flag(FlaggedBy=name)
    decide("expire")
    machine.settle()
    assert (kept(machine).told, kept(machine).by) == (True, name or "unknown")
    decide("undo")
    machine.settle()
    assert machine.events() == ["flagged", "expired", "taken_back"]
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    flag(Withdraw="true")
    machine.settle()
    assert mailed(machine) == ["flagged", "expired", "taken_back", "withdrawn"]


def test_a_spelling_that_joins_a_flagged_entry_is_not_told_in_its_agents_words(machine: Machine) -> None:
    flag(FlaggedBy="maria", Reason="shouts")
    machine.settle()
    machine.put(ContactNumber="(206) 555-0142")
    machine.settle()
    typed = machine.history()[-1]
    assert (typed["Event"]["S"], typed["Actor"]["S"], typed.get("Why")) == ("added", "unknown", None)


def test_a_flag_without_a_name_gets_the_name_that_was_found(machine: Machine) -> None:
    flag()
    flag(contact="flag-2", FlaggedBy="noah")
    machine.settle()
    assert (kept(machine).by, kept(machine, "flag-2").by) == ("unknown", "noah")
    assert machine.entries()[NUMBER]["FlaggedBy"]["S"] == "noah"


@pytest.mark.parametrize(
    ("given", "waits"),
    [({}, True), ({"Term": "7d"}, True), ({"Category": "abuse"}, False), ({"Source": "after_call"}, False)],
)
def test_only_a_flag_from_the_phone_without_a_category_waits(
    machine: Machine, given: dict[str, str], *, waits: bool
) -> None:
    flag(**given)
    states = machine.run(machine.new_records()).states
    assert [state in states for state in PHONE] == [True, waits]
    assert machine.asked == ([20] if waits else [])
    flag(Category="fraud")
    machine.settle()
    assert machine.asked == ([20] if waits else [])


@given(data=st.data())
@settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[GENERATED])
def test_whatever_agents_say_and_however_it_is_delivered(machine: Machine, data: Any) -> None:  # noqa: ANN401 - Hypothesis's draw
    machine.dynamodb.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": NUMBER}})
    machine.settle()
    machine.alerts()
    before = len(machine.history())
    waiting: list[dict[str, Any]] = []
    contacts = st.sampled_from(["one", "two", "three"])
    says = st.sampled_from(
        [{}, {"Category": "threat"}, {"Category": "nuisance"}, {"Term": "24h"}, {"Withdraw": "true"}]
    )
    # History's keys are to be told apart, and a withdrawn id never flags again.
    tag = str(data.draw(st.integers()))
    for _ in range(data.draw(st.integers(1, 8))):
        flag(contact=f"{data.draw(contacts)}{tag}", **data.draw(says))
        waiting += machine.new_records()
        while waiting and data.draw(st.booleans()):
            deliver(machine, [waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))])
            waiting += machine.new_records()
    deliver(machine, data.draw(st.permutations(waiting)))
    machine.settle()
    at_rest(machine, before)


def at_rest(machine: Machine, before: int) -> None:
    image = machine.entries().get(NUMBER)
    if image is None:
        return
    entry, made = entries.read(image), flags.read(image)
    standing = [said for said in made.values() if not said.withdrawn]
    assert entry.status in ("PENDING", "EXPIRED")
    assert all(said.told for said in made.values()), "each flag is told"
    if entry.status == "PENDING":
        assert standing
        assert entry.expires_at == max(said.until for said in standing)
        latest = [(said.category, said.term) for said in standing if said.at == standing[-1].at]
        assert (entry.category, entry.term) in latest
    events = Counter(item["Event"]["S"] for item in machine.history()[before:])
    assert events["flagged"] + events["flagged_again"] == entry.flag_count
    alerts = Counter(alert["event"] for alert in machine.alerts())
    assert alerts["withdrawn"] <= alerts["flagged"] <= events["flagged"]
