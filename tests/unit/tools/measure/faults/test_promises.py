"""The checks of promises under faults notice each way to break one, and say nothing of a promise that is kept."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tools.connect.run import Outcome
from tools.measure.faults import promises
from tools.measure.faults.handler import Call
from tools.measure.faults.tables import Item
from tools.measure.faults.telephone import PROMPTS, Heard

RAISED = Call(1.1, kinds=("StoreError", "DenylistError", "Exception"), message="ReadTimeoutError")
CRASHED = Call(0.1, kinds=("KeyError", "LookupError", "Exception"), message="'Items'")
SNS_RAISED = Call(0.1, kinds=("AuthorizationErrorException", "ClientError", "Exception"))
DIGESTED = Call(0.1, answer={"Told": 2, "Further": False})
DENY, ALLOW = (Call(0.1, answer={"Decision": decision}) for decision in ("deny", "allow"))
FLAG = "flag-1"
WRONG = PROMPTS["PromptFlagWentWrong"]
ONCE: Item = {"FlagCount": {"N": "1"}}
STORED: Item = {"FlagIds": {"SS": [FLAG]}, "FlagCount": {"N": "1"}, "Status": {"S": "FLAGGED"}}
PENDING: Item = {"Status": {"S": "PENDING"}, "Version": {"N": "1"}}
APPROVED: Item = {"Status": {"S": "APPROVED"}, "Version": {"N": "2"}}
TWICE: Item = {"Status": {"S": "APPROVED"}, "Version": {"N": "3"}}


def heard(ended: str = "queue", said: str = "", waited: float = 1.0, **external: str) -> Heard:
    outcome = Outcome(
        flow="f", heard=(said,), shown=(), ended=ended, queue=None, attributes={}, external=external, keys_used=(),
        tags={}, hooks={}, voice=None, dialled=False, trace=(),
    )  # fmt: skip
    return Heard(outcome, waited, 4.0)


def reply(status: int = 503, log: str = "TableUnavailable", **headers: str) -> Call:
    kind = {"Content-Type": "application/problem+json", "Retry-After": "2"}
    answer = {
        "statusCode": status,
        "headers": {**kind, **{name.replace("_", "-"): value for name, value in headers.items()}},
        "body": json.dumps({"code": "unavailable" if status == 503 else "unknown_number"}),
    }
    return Call(0.1, answer=answer, log=log)


KEPT: dict[str, Iterable[str]] = {
    "a function that starts": promises.loaded(Call(0.4)),
    "a check that raises in time": promises.checked(RAISED, denied=True),
    "a denied caller is denied": promises.checked(DENY, denied=True),
    "an allowed caller is allowed": promises.checked(ALLOW, denied=False),
    "a call that goes on": promises.queued(heard(), denied=True),
    "a call that is rightly turned away": promises.queued(heard("disconnected", Decision="deny"), denied=True),
    "a denied call that is counted": promises.counted(DENY, 1),
    "a denied call that a metric tells of": promises.counted(replace(DENY, log='"DeniedNotCounted": 1'), 0),
    "turned away": promises.turned_away(DENY),
    "a flag that is stored": promises.acknowledged(heard(Result="added"), STORED, FLAG, WRONG),
    "a flag that went wrong": promises.acknowledged(heard(said=WRONG), {}, FLAG, WRONG),
    "a flag made again in the next hour": promises.same_flag(heard(Result="added"), STORED, [ONCE, ONCE], FLAG),
    "a flag made again": promises.same_flag(heard(Result="added"), STORED, [ONCE], FLAG),
    "a 503": promises.unavailable(reply()),
    "a decision not made": promises.whole(PENDING, PENDING, "APPROVED"),
    "a decision made": promises.whole(PENDING, APPROVED, "APPROVED"),
    "a decision asked again": promises.decided(reply(200), PENDING, APPROVED, "APPROVED"),
    "a change recorded": promises.recorded(
        Call(0.1, answer={"New": True}), {**PENDING, "Version": {"N": "2"}}, 1, is_new=True, version=2
    ),
    "an exception of SNS": promises.named(SNS_RAISED, "ClientError", "BotoCoreError"),
    "a digest that is mailed": promises.digested(DIGESTED, {"a", "b"}, {"a", "b"}, set()),
    "a digest that fails before its mail": promises.digested(RAISED, {"a", "b"}, set(), {"a", "b"}),
    "a digest that fails after its mail": promises.digested(RAISED, {"a", "b"}, {"a", "b"}, {"b"}),
    "a digest of what was left": promises.caught_up({"b"}, {"b"}, set()),
    "a digest when nothing was left": promises.caught_up(set(), set(), set()),
    "an answer when all is well": promises.well(DENY),
}
BROKEN: dict[str, Iterable[str]] = {
    "a function that does not start": promises.loaded(RAISED),
    "a check that takes too long": promises.checked(replace(RAISED, seconds=2.21), denied=True),
    "a check that crashes": promises.checked(CRASHED, denied=True),
    "an allowed caller is denied": promises.checked(DENY, denied=False),
    "a denied caller is allowed without a word": promises.checked(ALLOW, denied=True),
    "a call that is cut off": promises.queued(heard("disconnected"), denied=True),
    "an allowed call that is turned away": promises.queued(heard("disconnected", Decision="deny"), denied=False),
    "a call that waits too long": promises.queued(heard(waited=4.6), denied=True),
    "a denied call that is not counted": promises.counted(DENY, 0),
    "a denied call that is counted twice": promises.counted(DENY, 2),
    "let through": promises.turned_away(RAISED),
    "a flag that is acknowledged and lost": promises.acknowledged(heard(Result="added"), {}, FLAG, WRONG),
    "another's flag": promises.acknowledged(heard(Result="added"), {"FlagIds": {"SS": ["f"]}}, FLAG, WRONG),
    "a lost flag of which the agent hears nothing": promises.acknowledged(heard(said="Thank you"), {}, FLAG, WRONG),
    "a flag whose flow waits too long": promises.acknowledged(heard(said=WRONG, waited=4.6), {}, FLAG, WRONG),
    "a flag made again and not taken": promises.same_flag(heard(), STORED, [ONCE], FLAG),
    "a flag made twice": promises.same_flag(heard(Result="added"), {**STORED, "FlagCount": {"N": "2"}}, [ONCE], FLAG),
    "a flag that counts twice for its agent": promises.same_flag(
        heard(Result="added"), STORED, [{"FlagCount": {"N": "2"}}], FLAG
    ),
    "a flag that counts in three of its agent's hours": promises.same_flag(
        heard(Result="added"), STORED, [ONCE] * 3, FLAG
    ),
    "a flag that counts in none": promises.same_flag(heard(Result="added"), STORED, [], FLAG),
    "an API that crashes": promises.unavailable(CRASHED),
    "an API that says 404": promises.unavailable(reply(404)),
    "a 503 without a time": promises.unavailable(reply(Retry_After="")),
    "a 503 without a metric": promises.unavailable(reply(log="")),
    "a decision made twice": promises.whole(PENDING, TWICE, "APPROVED"),
    "half a decision": promises.whole(PENDING, {**APPROVED, "Version": {"N": "1"}}, "APPROVED"),
    "a decision that conflicts with itself": promises.decided(reply(409), PENDING, APPROVED, "APPROVED"),
    "a decision that is made again": promises.decided(reply(200), PENDING, TWICE, "APPROVED"),
    "a change announced twice": promises.recorded(
        Call(0.1, answer={"New": True}), {**PENDING, "Version": {"N": "2"}}, 1, is_new=False, version=2
    ),
    "a change with two items of history": promises.recorded(
        Call(0.1, answer={"New": True}), {**PENDING, "Version": {"N": "2"}}, 2, is_new=True, version=2
    ),
    "an entry that is not completed": promises.recorded(
        Call(0.1, answer={"New": True}), {"Status": {"S": "FLAGGED"}}, 1, is_new=True, version=2
    ),
    "an exception of SNS that is not promised": promises.named(SNS_RAISED),
    "a change that is deleted before its mail": promises.digested(RAISED, {"a", "b"}, set(), {"a"}),
    "an answer without a mail": promises.digested(DIGESTED, {"a", "b"}, set(), {"a", "b"}),
    "an answer when something still waits": promises.digested(DIGESTED, {"a", "b"}, {"a", "b"}, {"b"}),
    "what was left is not told": promises.caught_up({"a", "b"}, {"a"}, set()),
    "what was deleted is told again": promises.caught_up({"b"}, {"a", "b"}, set()),
    "what was left is told and not deleted": promises.caught_up({"b"}, {"b"}, {"b"}),
    "an exception when all is well": promises.well(RAISED),
}


@pytest.mark.parametrize("said", [list(said) for said in KEPT.values()], ids=KEPT.keys())
def test_nothing_is_said_of_a_promise_that_is_kept(said: list[str]) -> None:
    assert said == []


@pytest.mark.parametrize("said", [list(said) for said in BROKEN.values()], ids=BROKEN.keys())
def test_one_sentence_is_said_of_a_promise_that_is_broken(said: list[str]) -> None:
    assert len(said) == 1


def test_attempts_that_the_flow_made_are_looked_at_too() -> None:
    came = heard(said=WRONG)
    came.calls.append(CRASHED)
    sentences: list[Any] = list(promises.acknowledged(came, {}, FLAG, WRONG))
    assert sentences == ["raised KeyError, which is no StoreError"]
