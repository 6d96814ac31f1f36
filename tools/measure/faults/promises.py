"""The promises under any fault. Each function here yields a sentence for each promise that did not hold."""

import json
from collections.abc import Iterator, Sequence

from tools.measure.faults.finding import Late
from tools.measure.faults.handler import KILLED, Call
from tools.measure.faults.tables import Item
from tools.measure.faults.telephone import Heard

CHECK_SECONDS = 2.2
"""Seconds. Its own time limits allow a check 1.75 s, and a start with a check 2.15 s."""
FLOW_SLACK = 0.5
"""Seconds that the interpreter may come later than the time limit in the flow's own file."""
UNAVAILABLE = 503
ACKNOWLEDGED = frozenset({"added", "already_listed"})
_TIMEOUTS = frozenset({"ConnectTimeoutError", "ReadTimeoutError", "TimeoutError"})


def named(call: Call, *errors: str) -> Iterator[str]:
    """An exception must be one that the function promises (by default `StoreError`), and not of a lower layer."""
    promised = errors or ("StoreError",)
    if call.raised == KILLED:
        yield Late(f"took longer than the function may: {call.message}")
    elif call.raised and not set(promised) & set(call.kinds):
        yield f"raised {call.raised}, which is no {' or '.join(promised)}"


def loaded(call: Call) -> Iterator[str]:
    """A function can be loaded whatever AWS does. If something is wrong, the first event raises the error."""
    if call.raised:
        yield f"raised {call.raised} while it was loaded, so it never answers"


def checked(call: Call, *, denied: bool) -> Iterator[str]:
    """`check_number` answers in time, and gives the right answer or none."""
    if call.seconds > CHECK_SECONDS:
        yield Late(f"took {call.seconds:.2f} s, and a caller waits no longer than {CHECK_SECONDS} s")
    yield from named(call)
    right = "deny" if denied else "allow"
    if not call.raised and call.answer.get("Decision") != right:
        yield f"answered {call.answer.get('Decision')}, and the entry says {right}"


def queued(heard: Heard, *, denied: bool) -> Iterator[str]:
    """The inbound flow: a caller who is not rightly denied reaches the queue soon."""
    turned_away = denied and heard.answer == "deny"
    if heard.outcome.ended != ("disconnected" if turned_away else "queue"):
        yield f"the call ended with {heard.outcome.ended} on the answer {heard.answer or 'error'}"
    yield from _in_time(heard)


def turned_away(call: Call) -> Iterator[str]:
    """A caller whose entry could be read is denied in time, even if the call cannot be counted."""
    if call.raised:
        said = f"raised {call.raised}, so a caller whose entry was read is let through"
        yield Late(said) if _is_late(call) else said
    else:
        yield from checked(call, denied=True)


def counted(call: Call, count: int) -> Iterator[str]:
    """The first denied call is counted, or a metric tells that it was not."""
    if not call.raised and count != 1 and "DeniedNotCounted" not in call.log:
        yield f"the denied call was counted {count} times, and no metric says so"


def well(call: Call) -> Iterator[str]:
    """Without a fault, the function answers."""
    if call.raised:
        said = f"raised {call.raised} ({call.message[:60]}) when there was no fault"
        yield Late(said) if _is_late(call) else said


def acknowledged(heard: Heard, entry: Item, flag_id: str, wrong: str) -> Iterator[str]:
    """`add_number`: the agent hears that the flag is stored only if it is, and hears an error otherwise."""
    done = heard.answer in ACKNOWLEDGED
    if done and flag_id not in entry.get("FlagIds", {}).get("SS", []):
        yield f"the agent was told {heard.answer}, and the flag is not in the table"
    if not done and wrong not in heard.outcome.heard:
        yield f"the agent heard {heard.outcome.heard[-1:]}, not that it went wrong"
    for call in heard.calls:
        yield from named(call)
    yield from _in_time(heard)


def same_flag(heard: Heard, entry: Item, counters: Sequence[Item], flag_id: str) -> Iterator[str]:
    """After the fault, the repeated flag is acknowledged, and is stored and counted in its agent's hour once.

    It counts in two hours if the hour changed between the flag and its repetition.
    """
    if heard.answer not in ACKNOWLEDGED:
        said = f"the flag made again was answered {heard.answer or 'with an error'}"
        yield Late(said) if not heard.answer and any(map(_is_late, heard.calls)) else said
        return
    made = (entry.get("FlagCount"), entry.get("FlagIds"), entry.get("Status"))
    if made != ({"N": "1"}, {"SS": [flag_id]}, {"S": "FLAGGED"}):
        yield f"the flag made again left {made}"
    counts = [counter.get("FlagCount") for counter in counters]
    if counts not in ([{"N": "1"}], [{"N": "1"}] * 2):
        yield f"the agent's hours count {counts} for one flag"


def unavailable(call: Call) -> Iterator[str]:
    """`review_entries` answers 503 with a problem document that says when to try again, and writes a metric."""
    if call.raised:
        yield f"raised {call.raised}, and API Gateway makes a bare 500 of it"
        return
    found = call.answer
    headers = {name.lower(): value for name, value in found["headers"].items()}
    if found["statusCode"] != UNAVAILABLE:
        yield f"answered {found['statusCode']} {_brief(found['body'])}"
    elif (headers.get("content-type"), headers.get("retry-after")) != ("application/problem+json", "2"):
        yield f"the 503 is {headers.get('content-type')}, to be tried again after {headers.get('retry-after')} s"
    elif json.loads(found["body"]).get("code") != "unavailable":
        yield f"the 503 says {_brief(found['body'])}"
    elif "TableUnavailable" not in call.log:
        yield "no metric says that the table was unavailable"


def whole(before: Item, after: Item, status: str) -> Iterator[str]:
    """A decision was made completely, or not at all."""
    if after != before and not is_decided(before, after, status):
        yield f"the entry is neither as it was nor decided: {after}"


def decided(call: Call, before: Item, after: Item, status: str) -> Iterator[str]:
    """The repeated request is answered with the decision, which was made once."""
    if not call.raised and call.answer["statusCode"] == UNAVAILABLE:
        yield Late("the same request again came to a 503 when there was no fault")
        return
    if call.raised or call.answer["statusCode"] not in {200, 201}:
        yield f"the same request again came to {call.raised or _brief(call.answer['body'])}"
    if not is_decided(before, after, status):
        yield f"the same request again left {_brief(after)}"


def is_decided(before: Item, after: Item, status: str) -> bool:
    """Whether exactly one decision was made between the two."""
    version = int(before.get("Version", {}).get("N", "0"))
    return (after.get("Status"), after.get("Version")) == ({"S": status}, {"N": str(version + 1)})


def recorded(call: Call, entry: Item, changes: int, *, is_new: bool, version: int) -> Iterator[str]:
    """`record_change`, repeated: the entry is complete, history has the change once, and one execution announces it."""
    if _is_late(call):
        yield Late(f"tried again it came to {call.raised}")
        return
    if call.raised or call.answer["New"] is not is_new:
        yield f"tried again it came to {call.raised or _brief(call.answer)}"
    if (entry.get("Status"), entry.get("Version")) != ({"S": "PENDING"}, {"N": str(version)}):
        yield f"tried again it left {_brief(entry)}"
    if changes != 1:
        yield f"history has {changes} items for one change"


def digested(call: Call, changes: set[str], told: set[str], left: set[str]) -> Iterator[str]:
    """`send_digest`: each change was mailed or still waits. If it answers, all were mailed and none waits."""
    if lost := changes - told - left:
        yield f"{len(lost)} changes were neither mailed, nor do they still wait"
    if not call.raised and (told != changes or left):
        yield f"answered {call.answer}; of {len(changes)} changes {len(told)} were mailed, and {len(left)} still wait"


def caught_up(left: set[str], told: set[str], waiting: set[str]) -> Iterator[str]:
    """After the fault, the next digest tells exactly the changes that were left, and then none waits."""
    if told != left:
        yield f"the next digest told of {len(told & left)} of {len(left)} changes, and of {len(told - left)} others"
    if waiting:
        yield f"after the next digest {len(waiting)} changes still wait"


def _in_time(heard: Heard) -> Iterator[str]:
    if heard.waited > heard.limit + FLOW_SLACK:
        yield Late(f"the flow waited {heard.waited:.2f} s, and its limit is {heard.limit:g} s")


def _is_late(call: Call) -> bool:
    """Whether there was no answer because the time ran out."""
    return call.raised == KILLED or call.message in _TIMEOUTS


def _brief(found: object) -> str:
    return str(found)[:100]
