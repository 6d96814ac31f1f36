"""Checks of single parameter values: each returns None, or what the value must be."""

import re
from collections.abc import Callable
from functools import cache
from unicodedata import normalize

from botocore.loaders import Loader

from tools.connect.jsonpath import is_path

type Check = Callable[[object], str | None]

MOST_TAGS = 6
LONGEST_TAG_KEY, LONGEST_TAG_VALUE = 128, 256
LONGEST_TEXT = 6_000  # characters that are spoken: AWS "Play prompt"
# Events that a flow may be attached to: AWS "UpdateContactEventHooks".
EVENT_HOOKS = (
    "AgentHold",
    "AgentWhisper",
    "CustomerHold",
    "CustomerQueue",
    "CustomerRemaining",
    "CustomerWhisper",
    "DefaultAgentUI",
    "DisconnectAgentUI",
    "PauseContact",
    "ResumeContact",
)
# As exported flows spell them: AWS "UpdateContactTextToSpeechVoice".
ENGINES = ("Standard", "Neural", "Generative")
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def _must(holds: Callable[[object], bool], words: str) -> Check:
    return lambda value: None if holds(value) else f"must be {words}"


def _is_path(value: object) -> bool:
    return isinstance(value, str) and is_path(value)


def _is_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(member, str) for member in value.values())


def _fits(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*allowed: str) -> Check:
    """Demand one of a few static words."""
    return _must(lambda value: value in allowed, " or ".join(allowed))


def exactly(expected: object) -> Check:
    """Demand one fixed value."""
    return _must(lambda value: value == expected, str(expected))


def whole_seconds(most: int) -> Check:
    """Demand a whole number of seconds, written as a string as exported flows do."""
    digits = _fits("[1-9][0-9]{0,9}")
    return _must(lambda value: digits(value) and int(str(value)) <= most, f'a string of digits, "1" to "{most}"')


def resource(kind: str) -> Check:
    """Demand the ARN or id of one of the instance's resources."""
    arn = rf"arn:aws[a-z-]*:connect:[a-z0-9-]*:(\d{{12}}|aws):(instance/[^/]+/)?{kind}/[^/]+"
    named = _fits(rf"{arn}|{_UUID}(:\S+)?")
    return _must(lambda value: _is_path(value) or named(value), f"the ARN or the id of a {kind}, or one JSONPath")


_FUNCTION = _fits(r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?")
function = _must(lambda value: _is_path(value) or _FUNCTION(value), "the ARN of a function, or one JSONPath")
text = _must(lambda value: isinstance(value, str) and bool(value.strip()), "a text that is not empty")
path_only = _must(_is_path, "exactly one JSONPath, such as $.Channel")
string_map = _must(_is_map, "a map of strings")
filled_map = _must(lambda value: _is_map(value) and value != {}, "a map of strings that is not empty")
json_object = _must(lambda value: isinstance(value, dict), "an object")
key = _must(_fits("[0-9*#]"), "one key: 0 to 9, * or #")
operand = _must(lambda value: isinstance(value, str), "a string")


def spoken(value: object) -> str | None:
    """Demand a text that can be spoken."""
    long = isinstance(value, str) and len(value) > LONGEST_TEXT
    return f"must have at most {LONGEST_TEXT} characters" if long else text(value)


def static_or_path(value: object) -> str | None:
    """Demand a fully static value or exactly one JSONPath, never a mix."""
    mixed = isinstance(value, str) and "$." in value and not is_path(value)
    return "must be a plain value or exactly one JSONPath" if mixed else text(value)


@cache
def _voices() -> frozenset[str]:
    """Name the voices of Amazon Polly, as the AWS SDK's model lists them."""
    return frozenset(Loader().load_service_model("polly", "service-2")["shapes"]["VoiceId"]["enum"])


def voice(value: object) -> str | None:
    """Demand a voice of Amazon Polly, with the accents of its name or without, or the JSONPath it comes from."""
    plain = normalize("NFKD", value).encode("ascii", "ignore").decode() if isinstance(value, str) else ""
    return None if _is_path(value) or plain in _voices() else "must be a voice of Amazon Polly, such as Joanna"


def tags(value: object) -> str | None:
    """Demand user-defined tags: at most six on a contact, none with the prefix that belongs to AWS."""
    if wrong := string_map(value):
        return wrong
    if not isinstance(value, dict) or not 1 <= len(value) <= MOST_TAGS:
        return f"must hold 1 to {MOST_TAGS} tags"
    if any(not 1 <= len(name) <= LONGEST_TAG_KEY or name.startswith("aws:") for name in value):
        return f"must have keys of 1 to {LONGEST_TAG_KEY} characters that do not begin with aws:"
    long = any(len(member) > LONGEST_TAG_VALUE for member in value.values())
    return f"must have values of at most {LONGEST_TAG_VALUE} characters" if long else None


def event_hook(value: object) -> str | None:
    """Demand exactly one event and its flow; AWS takes one entry a block."""
    if isinstance(value, dict) and len(value) == 1 and set(value) <= set(EVENT_HOOKS):
        return resource("contact-flow")(*value.values())
    return f"must hold exactly one of {', '.join(EVENT_HOOKS)}"


def view_resource(value: object) -> str | None:
    """Demand the view's id or ARN, and its version if any."""
    if isinstance(value, dict) and {"Id"} <= set(value) <= {"Id", "Version"}:
        return resource("view")(value["Id"]) or static_or_path(value.get("Version", "1"))
    return "must be an object of Id and, if wanted, Version"
