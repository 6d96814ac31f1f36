"""The workflow's choices about flags agree with `changes.may_be_flag` and `changes.waits`.

So no record costs an invocation too many, and no record waits for nothing. A choice is evaluated as the file has it. A
path that is absent fails the state in Step Functions, and here as well.
"""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from denylist import changes, stream
from tests.unit.denylist.dynamodb_json import KEYED_ITEMS
from tests.unit.records import NOW, Item
from tests.unit.workflow.machine import ROOT

WORKFLOW = json.loads((ROOT / "statemachine" / "denylist.asl.json").read_text())
STATES = WORKFLOW["States"]["For every record"]["ItemProcessor"]["States"]
CHOICE, WAITS = STATES["What changed?"], STATES["May the agent say why?"]

COUNTS = st.none() | st.integers(0, 3).map(lambda count: {"N": str(count)})
STATUSES = st.none() | st.sampled_from(["FLAGGED", "PENDING", "REFUSED"]).map(lambda status: {"S": status})
SOURCES = st.none() | st.sampled_from(["ccp", "panel"]).map(lambda source: {"S": source})
CATEGORIES = st.none() | st.sampled_from([{"S": "threat"}, {"S": ""}, {"NULL": True}])
SOME = st.builds(
    lambda image, **given: {**image, **{name: value for name, value in given.items() if value}},
    KEYED_ITEMS, FlagCount=COUNTS, Status=STATUSES, Source=SOURCES, Category=CATEGORIES,
)  # fmt: skip
IMAGES = st.none() | SOME | KEYED_ITEMS


def at(path: str, state: Any) -> Any:  # noqa: ANN401 - whatever is there
    for name in path.removeprefix("$.").split("."):
        state = state[name]
    return state


def holds(rule: dict[str, Any], state: dict[str, Any]) -> bool:
    match rule:
        case {"And": rules}:
            return all(holds(one, state) for one in rules)
        case {"Or": rules}:
            return any(holds(one, state) for one in rules)
        case {"Not": one}:
            return not holds(one, state)
        case {"Variable": path, "IsPresent": wanted}:
            return is_present(path, state) is wanted
        case {"Variable": path, "StringEquals": text}:
            return bool(at(path, state) == text)
        case {"Variable": path, "StringEqualsPath": other}:
            return bool(at(path, state) == at(other, state))
    raise AssertionError(f"an operator that this test does not know: {rule}")


def is_present(path: str, state: dict[str, Any]) -> bool:
    try:
        at(path, state)
    except (KeyError, TypeError):
        return False
    return True


def test_every_choice_but_the_default_leads_to_the_same_state() -> None:
    assert [choice["Next"] for choice in CHOICE["Choices"]] == ["Normalize number"] * len(CHOICE["Choices"])
    assert CHOICE["Default"] == "Record change"


@given(old=IMAGES, new=IMAGES)
def test_first_choice_is_the_rule_of_the_functions(old: Item | None, new: Item | None) -> None:
    assume(old or new)
    body = {"OldImage": old, "NewImage": new, "ApproximateCreationDateTime": NOW}
    raw = {"eventID": "e", "dynamodb": {name: value for name, value in body.items() if value}}
    chosen = any(holds(choice, {"Record": raw}) for choice in CHOICE["Choices"])
    parsed = stream.parse(raw)
    # A count that was lowered, or is no number, takes the longer way, because only a function can compare numbers.
    odd = (old or {}).get("FlagCount") != (new or {}).get("FlagCount") and parsed.old
    assert chosen == changes.may_be_flag(parsed) or (chosen and odd)


@given(old=IMAGES, new=SOME, menu=st.sampled_from(["category", "term", "none"]))
def test_flag_waits_where_the_functions_say_so(old: Item | None, new: Item, menu: str) -> None:
    body = {"OldImage": old, "NewImage": new, "ApproximateCreationDateTime": NOW}
    raw = {"eventID": "e", "dynamodb": {name: value for name, value in body.items() if value}}
    (choice,) = WAITS["Choices"]
    state = {"Record": raw, "FlagMenu": menu}
    assert holds(choice, state) == (menu != "none" and changes.waits(stream.parse(raw)))
    assert (choice["Next"], WAITS["Default"]) == ("Wait for the reason", "Record entry")


def test_wait_takes_nothing_from_the_record() -> None:
    wait = {name: value for name, value in STATES["Wait for the reason"].items() if name != "Comment"}
    assert wait == {"Type": "Wait", "Seconds": 20, "Next": "Record entry"}
