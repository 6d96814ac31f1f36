"""What a block of a contact flow does, in the few words that fit a box of its drawing."""

import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import shorten
from typing import Any

LONGEST = 64  # characters of a prompt

type Parameters = Mapping[str, Any]


def details(block: Mapping[str, Any], prompts: Mapping[str, str]) -> list[str]:
    """What a block says, calls, compares or sets, one fact each."""
    parameters = block["Parameters"]
    tell = TOLD.get(block["Type"], _whatever)
    return [_plain(detail, prompts) for detail in tell(parameters)]


def _plain(text: str, prompts: Mapping[str, str]) -> str:
    """A prompt as callers hear it, or the name of any other placeholder."""
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
    "ShowView": _view,
}
