"""What leads from one action of a contact flow to another, and the words that a picture puts beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OPERATORS = {
    "Equals": "=",
    "TextStartsWith": "starts with",
    "TextEndsWith": "ends with",
    "TextContains": "contains",
    "NumberGreaterThan": ">",
    "NumberGreaterOrEqualTo": "≥",
    "NumberLessThan": "<",
    "NumberLessOrEqualTo": "≤",
}
# Connect calls these errors too, but nothing has failed.
CASES = {
    "NoMatchingCondition": "otherwise",
    "InputTimeLimitExceeded": "no key in time",
    "TimeLimitExceeded": "time is up",
}
FAILURES = {"NoMatchingError": "error", "QueueAtCapacity": "queue full"}
HANDS_OVER = frozenset({"TransferContactToQueue", "TransferToFlow"})


@dataclass(frozen=True, slots=True)
class Word:
    """One reason to take a way."""

    text: str
    failure: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """All transitions from one action to another, with what they are taken for."""

    source: str
    target: str
    words: tuple[Word, ...]

    @property
    def caught(self) -> bool:
        """Whether it is taken only when the action has failed."""
        return bool(self.words) and all(word.failure for word in self.words)


def ways(actions: Sequence[Mapping[str, Any]]) -> list[Way]:
    """Every transition of a flow, those between the same two actions together."""
    return [way for action in actions for way in _leaving(action)]


def _leaving(action: Mapping[str, Any]) -> Iterator[Way]:
    found: dict[str, list[Word]] = {}
    for target, word in _reasons(action["Transitions"]):
        found.setdefault(target, []).append(word)
    always = _next(action, found)
    if always:
        found[always] = [Word(f"also on {w.text}", w.failure) for w in found.get(always, [])] or [Word("")]
    for target, words in found.items():
        kept = tuple(Word(w.text, w.failure and target != always) for w in words if w.text)
        yield Way(action["Identifier"], target, tuple(sorted(kept, key=lambda word: word.failure)))


def _reasons(transitions: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    for case in transitions.get("Conditions", ()):
        operator, operands = case["Condition"]["Operator"], case["Condition"]["Operands"]
        yield case["NextAction"], Word(f"{OPERATORS.get(operator, operator)} {', '.join(operands)}")
    for error in transitions.get("Errors", ()):
        name = error["ErrorType"]
        yield error["NextAction"], Word(CASES.get(name) or FAILURES.get(name, name), name not in CASES)


def _next(action: Mapping[str, Any], reached: Mapping[str, object]) -> str:
    """Where it goes when all is well: nowhere, if a choice or a hand-over names it only because Connect wants it to."""
    transitions = action["Transitions"]
    target = str(transitions.get("NextAction", ""))
    chooses = any(error["ErrorType"] == "NoMatchingCondition" for error in transitions.get("Errors", ()))
    needless = target in reached and (chooses or action["Type"] in HANDS_OVER)
    return "" if needless else target
