"""DynamoDB's expressions, made from attributes and their values. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

type Write = dict[str, Any]
"""Parameters of UpdateItem without `TableName`, or of an `Update` in a transaction."""

type Values = Mapping[str, Any]
"""Attributes, or an expression's values, in DynamoDB's JSON."""


def key(number: str) -> dict[str, Any]:
    """DenylistTable's key."""
    return {"ContactNumber": {"S": number}}


def write(  # noqa: PLR0913 - one argument a clause of UpdateItem
    number: str,
    *,
    condition: str,
    values: Values,
    sets: Values | None = None,
    places: Mapping[tuple[str, str], Any] | None = None,
    defaults: Mapping[str, str] | None = None,
    removes: Iterable[str] = (),
    adds: Values | None = None,
    over: Values | None = None,
) -> Write:
    """An UpdateItem that also counts `Version` up: `sets` replace, `defaults` fill what is absent, `adds` count.

    `places` set members of attributes that are maps: the attribute, the member's name, and its value.

    Attributes in `over` hold values that DynamoDB cannot ADD to. They are overwritten, on condition that the stored
    value is still the one given.
    """
    added = {**(adds or {}), "Version": whole(1)}
    was = {name: value for name, value in (over or {}).items() if name in added}
    replaced = {**(sets or {}), **{name: added.pop(name) for name in was}}
    filled = {name: {"S": text} for name, text in (defaults or {}).items() if text and name not in replaced}
    condition = " AND ".join([condition, *(f"#{name} = :was{name}" for name in was)])
    members = [(f"#{attribute}.#member{n}", f":member{n}") for n, (attribute, _) in enumerate(places or {})]
    clauses = {
        "SET": [
            *(f"#{n} = :{n}" for n in replaced),
            *(f"#{n} = if_not_exists(#{n}, :{n})" for n in filled),
            *(f"{place} = {value}" for place, value in members),
        ],
        "REMOVE": [f"#{n}" for n in removes],
        "ADD": [f"#{n} :add{n}" for n in added],
    }
    expression = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
    given = {
        **values,
        **{f":was{n}": value for n, value in was.items()},
        **{f":{n}": value for n, value in {**replaced, **filled}.items()},
        **{f":add{n}": value for n, value in added.items()},
        **{f":member{n}": value for n, value in enumerate((places or {}).values())},
    }
    made = {"Key": key(number), "UpdateExpression": expression, **conditional(condition, given, expression)}
    for n, (_, member) in enumerate(places or {}):
        made["ExpressionAttributeNames"][f"#member{n}"] = member
    return made


def conditional(condition: str, values: Values, expression: str = "") -> Write:
    """The condition with the names and values that it uses, because DynamoDB refuses any others."""
    used = set(re.findall(r"[#:]\w+", f"{expression} {condition}"))
    taken = {name: value for name, value in values.items() if name in used}
    names = {name: name[1:] for name in used if name.startswith("#")}
    return {
        "ConditionExpression": condition,
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": taken} if taken else {}),
    }


def whole(number: int) -> dict[str, str]:
    """A whole number as DynamoDB has it.

    >>> whole(1)
    {'N': '1'}
    """
    return {"N": str(number)}
