"""How many flags an agent may make in an hour, and what happens to those over the limit."""

import importlib
from types import SimpleNamespace

import pytest

from denylist.entries import read
from denylist.text import clean
from tests.unit.add_number.adding import ADDED, Add, adding, no
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
    """Even when other flags have filled that hour, the agent is not told that a denied number is not denied."""
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


def test_hour_of_a_flag_is_an_hour_of_the_clock(add: Add, tables: Tables) -> None:
    add(call(FlaggedBy="maria"))
    counted = tables.counter("agent:maria", "flags#2027-01-15T08") or {}
    assert counted["FlagCount"] == {"N": "1"}
    assert int(counted["RetainUntil"]["N"]) >= NOW + HOUR


def test_one_agents_hour_is_not_anothers(load: Load) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    assert flag_by(add, "maria", 1, 2) == ["added", "refused"]
    assert flag_by(add, "noah", 3) == ["added"]


def test_one_contact_that_flags_thirty_numbers_makes_thirty_flags(add: Add) -> None:
    answers = [add(call(caller(n), ContactId="one", FlaggedBy="maria"))["Result"] for n in range(30)]
    assert answers == ["added"] * 20 + ["refused"] * 10
    assert [add(call(caller(n), ContactId="one", FlaggedBy="maria"))["Result"] for n in range(30)] == answers


SPELLINGS = [
    "Maria.Lopez",
    "maria.lopez",
    "MARIA LOPEZ",
    "\uff2d\uff41\uff52\uff49\uff41\uff0elopez",  # full width
    "maria\u200b.lopez",  # a space without a width
    "\u3164maria.lopez\uffa0",  # fillers of Hangul
    "m\u0430ria.lopez",  # Cyrillic
    "M\u0391RI\u0410.LOPEZ",  # Greek and Cyrillic capitals
    "maria.lopez\u2800",  # an empty Braille cell
    "mari\u0301a.lo\u0308pez",
    "maria.lopez\ufe0f",
    "\U0001d4f6\U0001d4ea\U0001d4fb\U0001d4f2\U0001d4ea lopez",  # mathematical
]


def test_name_that_only_looks_otherwise_is_no_other_agent_and_is_shown_as_it_was_given(
    load: Load, tables: Tables
) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="3")
    answers = [flag_by(add, name, n)[0] for n, name in enumerate(SPELLINGS)]
    assert answers == ["added"] * 3 + ["refused"] * (len(SPELLINGS) - 3)
    shown = [read(tables.get(caller(n)) or {}).flagged_by for n in range(len(SPELLINGS))]
    assert shown == [clean(name, 100) for name in SPELLINGS]


# ── Flags that name no agent ────────────────────────────────────────────────────────────────────

NOBODY = ["", "unknown", "Unknown", " ", "\u3164", "...", "👍", "$.Attributes.FlaggedBy", None, 5]


def test_flags_that_name_no_agent_share_twice_the_limit(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    answers = [
        add(call(caller(n), ContactId=f"flag-{n}", FlaggedBy=nobody)) for n, nobody in enumerate(NOBODY)
    ]  # fmt: skip
    assert answers == [ADDED] * 4 + [no("refused", "too_many_unnamed_flags")] * (len(NOBODY) - 4)
    kept = read(tables.get(caller(4)) or {})
    assert (kept.status, kept.note) == ("REFUSED", "too_many_unnamed_flags")
    assert flag_by(add, "maria", 20, 21, 22) == ["added", "added", "refused"]


def test_flag_over_the_limit_of_those_without_a_name_is_a_metric(
    load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "", 1, 2)
    flag_by(add, "maria", 3, 4)
    assert "UnnamedFlagsOverLimit" not in capsys.readouterr().out
    flag_by(add, "", 5)
    assert '"UnnamedFlagsOverLimit":[1.0]' in capsys.readouterr().out


def test_flag_beyond_an_agents_hour_leaves_an_entry_in_force(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "maria", 1)
    tables.put(item(caller(2), Status="APPROVED"), item(caller(3), Status="PROTECTED"))
    assert flag_by(add, "maria", 2, 3) == ["refused"] * 2
    assert tables.get(caller(2)) == item(caller(2), Status="APPROVED")
    assert tables.get(caller(3)) == item(caller(3), Status="PROTECTED")
