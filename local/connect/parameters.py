"""Checks of single parameter values: each returns None, or what the value must be."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from local.connect.paths import PATH, is_path

type Check = Callable[[object], str | None]

MOST_TAGS = 6
LONGEST_TAG_KEY, LONGEST_TAG_VALUE = 128, 256
MOST_LOOPS = 100
LONGEST_DELAY = 518_400  # seconds, six days
# Events a flow may be hung on: AWS "UpdateContactEventHooks".
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
_DTMF = frozenset({"DisableCancelKey", "InputTerminationSequence", "InterdigitTimeLimitSeconds"})
LONGEST_TEXT = 6_000  # characters that are spoken: AWS "Play prompt"
# As exported flows spell them: AWS "UpdateContactTextToSpeechVoice".
ENGINES = ("Standard", "Neural", "Generative")
_PARTITION = r"arn:aws[a-z-]*"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def one_of(*allowed: str) -> Check:
    """Demand one of a few static words."""
    return lambda value: None if value in allowed else f"must be {' or '.join(allowed)}"


def _whole(least: int, most: int) -> Check:
    def check(value: object) -> str | None:
        numeric = isinstance(value, str) and value.isascii() and value.isdigit()
        fits = numeric and str(int(str(value))) == value and least <= int(str(value)) <= most
        return None if fits else f'must be a string of digits, "{least}" to "{most}"'

    return check


def whole_seconds(most: int) -> Check:
    """Demand a whole number of seconds, written as a string as exported flows do."""
    return _whole(1, most)


def text(value: object) -> str | None:
    """Demand some text, static or with paths in it."""
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def spoken(value: object) -> str | None:
    """Demand a text that can be spoken."""
    long = isinstance(value, str) and len(value) > LONGEST_TEXT
    return f"must have at most {LONGEST_TEXT} characters" if long else text(value)


def ssml(value: object) -> str | None:
    """Demand marked-up speech, every mark of it closed; a path in it is text."""
    try:
        marked = isinstance(value, str) and ET.fromstring(value).tag.endswith("speak")  # noqa: S314 - our own prompts
    except ET.ParseError as exc:
        return f"must be well-formed SSML ({exc})"
    return spoken(value) if marked else "must be SSML within <speak> and </speak>"


def path_only(value: object) -> str | None:
    """Demand exactly one JSONPath."""
    return None if isinstance(value, str) and is_path(value) else "must be exactly one JSONPath, such as $.Channel"


def static_or_path(value: object) -> str | None:
    """Demand a fully static value or exactly one JSONPath, never a mix."""
    mixed = isinstance(value, str) and "$." in value and not is_path(value)
    return "must be a plain value or exactly one JSONPath" if mixed else text(value)


def static_only(value: object) -> str | None:
    """Demand a plain value: Connect reads this one when the flow is published, not when it runs."""
    return "must be a plain value, not a JSONPath" if isinstance(value, str) and PATH.search(value) else text(value)


def _named(pattern: str, words: str) -> Check:
    def check(value: object) -> str | None:
        fits = isinstance(value, str) and (is_path(value) or re.fullmatch(pattern, value))
        return None if fits else f"must be {words}, or exactly one JSONPath"

    return check


def resource(kind: str) -> Check:
    """Demand something of an instance, by its ARN or its id."""
    arn = rf"{_PARTITION}:connect:[a-z0-9-]*:(\d{{12}}|aws):(instance/[^/]+/)?{kind}/[^/]+"
    return _named(rf"{arn}|{_UUID}(:\S+)?", f"the ARN or the id of a {kind}")


function = _named(rf"{_PARTITION}:lambda:[a-z0-9-]+:\d{{12}}:function:[\w-]+(:[\w$-]+)?", "the ARN of a function")


def filled_map(value: object) -> str | None:
    """Demand a map of strings with something in it."""
    return string_map(value) or (None if value else "must not be empty")


def string_map(value: object) -> str | None:
    """Demand a map of strings."""
    flat = isinstance(value, dict) and all(isinstance(member, str) for member in value.values())
    return None if flat else "must be a map of strings"


def json_object(value: object) -> str | None:
    """Demand an object of any shape."""
    return None if isinstance(value, dict) else "must be an object"


def exactly(expected: object) -> Check:
    """Demand one fixed value."""
    return lambda value: None if value == expected else f"must be {expected}"


def key(value: object) -> str | None:
    """Demand one telephone key, the only operand GetParticipantInput compares with."""
    pressed = isinstance(value, str) and len(value) == 1 and value in "0123456789*#"
    return None if pressed else "must be one key: 0 to 9, * or #"


def operand(value: object) -> str | None:
    """Demand the one string every operator takes."""
    return None if isinstance(value, str) else "must be a string"


def loop_count(value: object) -> str | None:
    """Demand a count, or the one JSONPath it comes from."""
    return None if isinstance(value, str) and is_path(value) else _whole(0, MOST_LOOPS)(value)


def delay(value: object) -> str | None:
    """Demand the seconds after which a task begins."""
    return _whole(1, LONGEST_DELAY)(value)


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
    """Demand exactly one event and its flow; AWS takes one entry an action."""
    if isinstance(value, dict) and len(value) == 1 and set(value) <= set(EVENT_HOOKS):
        return resource("contact-flow")(*value.values())
    return f"must hold exactly one of {', '.join(EVENT_HOOKS)}"


def view_resource(value: object) -> str | None:
    """Demand the view's id or ARN, and its version if any."""
    if isinstance(value, dict) and {"Id"} <= set(value) <= {"Id", "Version"}:
        return resource("view")(value["Id"]) or static_or_path(value.get("Version", "1"))
    return "must be an object of Id and, if wanted, Version"


def media(value: object) -> str | None:
    """Demand a recording in S3, the only source there is."""
    fixed = {"SourceType": "S3", "MediaType": "Audio"}
    if isinstance(value, dict) and set(value) == {"Uri", *fixed} and value.items() >= fixed.items():
        return text(value["Uri"])
    return "must be an object of Uri, SourceType S3 and MediaType Audio"


def dtmf(value: object) -> str | None:
    """Demand settings for key presses, each a string."""
    known = isinstance(value, dict) and set(value) <= _DTMF and string_map(value) is None
    return None if known else f"must be an object of {', '.join(sorted(_DTMF))}, all strings"
