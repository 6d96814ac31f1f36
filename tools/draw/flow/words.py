"""What an action of a contact flow does, in the few words that fit a box of its picture."""

import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import shorten, wrap
from typing import Any

NAME, DETAIL, TYPE = 19, 24, 28  # letters on a line
LONGEST = 64  # letters of a prompt
LINES = 4

type Parameters = Mapping[str, Any]


def lines(action: Mapping[str, Any], prompts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Class and text of every line of its box: its name, its type, what it does."""
    named = [("name", line) for line in wrap(action["Identifier"], NAME)]
    typed = [("type", line) for line in _typed(action["Type"])]
    told = [line for detail in details(action, prompts) for line in wrap(_parted(detail), DETAIL)]
    if len(told) > LINES:
        told = [*told[: LINES - 1], f"{told[LINES - 1][: DETAIL - 2]} …"]
    return [*named, *typed, *(("small", line) for line in told)]


def _parted(detail: str) -> str:
    """A path that is too long for a line, parted where it may be."""
    return re.sub(rf"\S{{{DETAIL},}}", lambda found: found[0].replace(".", ". ").replace("$. ", "$."), detail)


def _typed(name: str) -> list[str]:
    """The type as the file spells it, parted between its words where it is too long."""
    return [line.replace(" ", "") for line in wrap(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name), TYPE + 3)]


def details(action: Mapping[str, Any], prompts: Mapping[str, str]) -> list[str]:
    """What it says, calls, compares or sets, one fact each."""
    parameters = action["Parameters"]
    tell = TOLD.get(action["Type"], _whatever)
    return [_plain(detail, prompts) for detail in tell(parameters)]


def _plain(text: str, prompts: Mapping[str, str]) -> str:
    """Prompts as they are heard, other placeholders by their names."""
    filled = re.sub(r"\$\{(\w+)\}", lambda found: prompts.get(found[1], found[1]), text)
    filled = re.sub(r"<[^>]+>", "", filled)
    return shorten(filled, LONGEST, placeholder=" …”" if filled.startswith("“") else " …")


def _spoken(parameters: Parameters) -> Iterator[str]:
    for key in ("Text", "SSML", "PromptId"):
        if key in parameters:
            yield f"“{parameters[key]}”"


def _function(parameters: Parameters) -> Iterator[str]:
    yield f"λ {parameters['LambdaFunctionARN'].strip('${}').removesuffix('Arn')}"


def _pairs(key: str) -> Callable[[Parameters], Iterator[str]]:
    def tell(parameters: Parameters) -> Iterator[str]:
        yield from (f"{name} = {value}" for name, value in parameters[key].items())

    return tell


def _values(*keys: str) -> Callable[[Parameters], Iterator[str]]:
    def tell(parameters: Parameters) -> Iterator[str]:
        yield ", ".join(str(parameters[key]) for key in keys if key in parameters)

    return tell


def _view(parameters: Parameters) -> Iterator[str]:
    resource = parameters.get("ViewResource", {})
    yield f"view {resource.get('Id', '').strip('${}').removesuffix('ViewArn')}"


def _whatever(parameters: Parameters) -> Iterator[str]:
    yield from (f"{name} {value}" for name, value in parameters.items() if isinstance(value, str))


TOLD: Mapping[str, Callable[[Parameters], Iterator[str]]] = {
    "MessageParticipant": _spoken,
    "GetParticipantInput": _spoken,
    "InvokeLambdaFunction": _function,
    "Compare": _values("ComparisonValue"),
    "UpdateFlowLoggingBehavior": _values("FlowLoggingBehavior"),
    "UpdateContactAttributes": _pairs("Attributes"),
    "UpdateContactTargetQueue": _values("QueueId", "AgentId"),
    "UpdateContactTextToSpeechVoice": _values("TextToSpeechVoice", "TextToSpeechEngine"),
    "UpdateContactEventHooks": _pairs("EventHooks"),
    "TagContact": _pairs("Tags"),
    "Loop": _values("LoopCount"),
    "ShowView": _view,
}
