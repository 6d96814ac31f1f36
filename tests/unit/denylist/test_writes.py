"""What holds for every conditional write."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from denylist import claims, counters, entries, moves, writes
from denylist.entries import read
from denylist.expressions import Write
from denylist.writes import Flag
from tests.unit.denylist.dynamodb_json import EXPIRIES, STATUS_VALUES
from tests.unit.denylist.sending import a_flag, applied
from tests.unit.denylist.stores import TYPED, a_claim
from tests.unit.records import CALLER, NOW, item
from tests.unit.tables import Tables

ITEMS_IN_ANY_STATE = st.fixed_dictionaries({}, optional={"Status": STATUS_VALUES, "ExpiresAt": EXPIRIES})


@given(stood=ITEMS_IN_ANY_STATE)
def test_condition_in_force_is_the_same_rule_as_the_entrys(tables: Tables, stood: dict[str, Any]) -> None:
    entry = read(item(**stood))
    tables.put(item(**stood))
    joined = applied(tables, writes.join_entry(a_flag(), item(**stood)))
    assert joined == entry.is_in_force(NOW)
    tables.put(item(**stood))
    opened = applied(tables, writes.open_entry(a_flag()))
    assert opened == (not entry.is_in_force(NOW) and entry.status != entries.PROTECTED)


def every_write(flag: Flag, entry: entries.Entry) -> list[Write]:
    here, typed = a_claim(item()), a_claim(item(TYPED))
    made = [claims.complete(here), claims.refuse(here, "x"), moves.move(typed, None),
            moves.move(typed, item(Status=str(entry.status)))]  # fmt: skip
    return [
        writes.open_entry(flag),
        writes.join_entry(flag, item(Status=str(entry.status))),
        writes.keep_for_review(flag, "x"),
        counters.count_flag("noah", flag.id_in_hour, 3, NOW),
        *(one.parameters for outcome in made for one in outcome.writes),
    ]


def said(write: Write) -> str:
    return f"{write.get('UpdateExpression', '')} {write.get('ConditionExpression', '')}"


@given(end=st.none() | st.integers(1, entries.LATEST - 1), reason=st.text(max_size=5), agent=st.text(max_size=5))
def test_no_write_names_what_it_does_not_use(end: int | None, reason: str, agent: str) -> None:
    for write in every_write(a_flag(reason=reason, flagged_by=agent), entries.Entry(CALLER, "APPROVED", end)):
        for name in (*write.get("ExpressionAttributeNames", {}), *write.get("ExpressionAttributeValues", {})):
            assert name in said(write)


def test_no_write_uses_a_word_that_dynamodb_reserves() -> None:
    grammar = {"SET", "REMOVE", "ADD", "AND", "OR", "NOT", "IN", "SIZE"}
    reserved = set(ReservedKeywords.get_reserved_keywords()) - grammar
    for write in every_write(a_flag(), entries.Entry(CALLER, "APPROVED", NOW + 1)):
        words = re.findall(r"(?<![#:\w])[A-Za-z]\w*", said(write))
        assert not {word.upper() for word in words} & reserved
