"""How many flags an agent may make in an hour, and what becomes of the others."""

import importlib
from types import SimpleNamespace

import pytest

from denylist.entries import read
from tests.unit.add_number.adding import Add, adding, no
from tests.unit.conftest import Load
from tests.unit.records import CALLER, HOUR, NOW, call, item
from tests.unit.tables import Tables


def caller(n: int) -> str:
    return f"+1206555{n:04d}"


def flag_by(add: Add, agent: str, *calls: int) -> list[str]:
    return [add(call(caller(n), ContactId=f"flag-{n}", FlaggedBy=agent))["Result"] for n in calls]


def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    app = importlib.import_module("add_number.app")
    monkeypatch.setattr(app, "time", SimpleNamespace(time=lambda: NOW + HOUR))


def test_flags_beyond_an_agents_hour_are_kept_but_do_not_deny(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    assert flag_by(add, "maria", 1, 2, 3) == ["added", "added", "refused"]
    kept = read(tables.get(caller(3)) or {})
    assert (kept.status, kept.note, kept.flagged_by) == ("REFUSED", "too_many_flags", "maria")
    assert not kept.is_in_force(NOW)


def test_answer_beyond_an_agents_hour_says_why(load: Load) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "maria", 1)
    assert add(call(caller(2), ContactId="flag-2", FlaggedBy="maria")) == no("refused", "too_many_flags")


def test_retry_in_the_next_hour_of_a_flag_that_was_kept_gets_its_first_answer(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    assert flag_by(add, "maria", 1, 2) == ["added", "refused"]
    an_hour_later(monkeypatch)
    assert flag_by(add, "maria", 2) == ["refused"]
    assert not read(tables.get(caller(2)) or {}).is_in_force(NOW + HOUR)


def test_retry_in_the_next_hour_of_a_flag_that_denies_gets_its_first_answer(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also once others have filled that hour: an agent does not hear of a number that is denied that it is not."""
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    first, second = (call(CALLER, ContactId=f"flag-{n}", FlaggedBy="maria") for n in (1, 2))
    answers = [add(first), add(second)]
    assert [answer["Result"] for answer in answers] == ["added", "already_listed"]
    before = tables.get(CALLER)
    an_hour_later(monkeypatch)
    flag_by(add, "maria", 8, 9)
    assert [add(first), add(second)] == answers
    assert tables.get(CALLER) == before


def test_retry_within_a_full_hour_gets_its_first_answer(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    assert flag_by(add, "maria", 1, 2, 1, 2) == ["added"] * 4
    assert flag_by(add, "maria", 3, 3, 3) == ["refused"] * 3
    assert read(tables.get(caller(3)) or {}).flag_count == 1


def test_hour_of_a_flag_is_the_clocks(add: Add, tables: Tables) -> None:
    add(call(FlaggedBy="maria"))
    counted = tables.counter("agent:maria", "flags#2027-01-15T08") or {}
    assert counted["FlagCount"] == {"N": "1"}
    assert int(counted["RetainUntil"]["N"]) >= NOW + HOUR


def test_one_agents_hour_is_not_anothers(load: Load) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    assert flag_by(add, "maria", 1, 2) == ["added", "refused"]
    assert flag_by(add, "noah", 3) == ["added"]
    assert flag_by(add, "", 4, 5, 6) == ["added"] * 3


def test_flag_beyond_an_agents_hour_leaves_an_entry_in_force(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "maria", 1)
    tables.put(item(caller(2), Status="APPROVED"), item(caller(3), Status="PROTECTED"))
    assert flag_by(add, "maria", 2, 3) == ["refused"] * 2
    assert tables.get(caller(2)) == item(caller(2), Status="APPROVED")
    assert tables.get(caller(3)) == item(caller(3), Status="PROTECTED")
