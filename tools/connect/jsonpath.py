"""JSONPath as flows use it: `$.External.Success`, `$.Attributes['user name']`, `$.Views.ViewResultData.Term.0`.

Source: AWS "How to reference contact attributes" and "List of available contact attributes".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# A number is a place in a list, so it is never the first member.
PATH = re.compile(r"\$(?:\.?\['[^']*'\]|\.[A-Za-z_][A-Za-z0-9_-]*)(?:\.?\['[^']*'\]|\.[A-Za-z_][A-Za-z0-9_-]*|\.\d+)*")
_MEMBER = re.compile(r"\['([^']*)'\]|\.([A-Za-z_][A-Za-z0-9_-]*|\d+)")

# What a flow may read. `$.Agent` is missing on purpose: it has no value in inbound and transfer flows
# (connect-attrib-list), so a flow that reads it is a mistake.
ANY_MEMBER = frozenset({"Attributes", "External"})
READABLE = frozenset(
    {
        ("Channel",),
        ("ContactId",),
        ("CustomerEndpoint", "Address"),
        ("CustomerEndpoint", "Type"),
        ("CustomerId",),
        ("Description",),
        ("InitialContactId",),
        ("InitiationMethod",),
        ("InstanceARN",),
        ("LanguageCode",),
        ("Name",),
        ("PreviousContactId",),
        ("Queue", "ARN"),
        ("Queue", "Name"),
        ("SystemEndpoint", "Address"),
        ("SystemEndpoint", "Type"),
    }
)
_OF_A_MAP = 2  # the map and one member: answers and attributes are flat
# What a view gives back (show-view-block); the fields of its form lie below, a dropdown's choice in a list.
VIEW_ACTION = ("Views", "Action")
VIEW_RESULT = ("Views", "ViewResultData")


def members(path: str) -> tuple[str, ...]:
    """Split a path into its members.

    >>> members("$.Attributes.['user name']")
    ('Attributes', 'user name')
    """
    return tuple(quoted or plain for quoted, plain in _MEMBER.findall(path))


def is_path(text: str) -> bool:
    """Tell whether the whole text is one path, as Compare and UpdateContactTargetQueue demand."""
    return PATH.fullmatch(text) is not None


def unreadable(text: str) -> Iterator[str]:
    """Name every path in the text that never has a value in the flows this interpreter runs."""
    return (path for path in PATH.findall(text) if not _is_readable(members(path)))


def _is_readable(parts: tuple[str, ...]) -> bool:
    of_a_view = parts == VIEW_ACTION or (parts[:2] == VIEW_RESULT and len(parts) > len(VIEW_RESULT))
    return parts in READABLE or of_a_view or (len(parts) == _OF_A_MAP and parts[0] in ANY_MEMBER)


def resolve(path: str, data: Mapping[str, Any]) -> str | None:
    """Read one path; None when nothing is there.

    Compare takes NoMatchingCondition for an absent value even against `""`, since AWS says a check for NULL
    needs a function (check-contact-attributes).
    """
    value: Any = data
    for member in members(path):
        value = _step(value, member)
    return value if isinstance(value, str) else None


def _step(value: object, member: str) -> object:
    if isinstance(value, Mapping):
        return value.get(member)
    within = isinstance(value, list) and member.isdecimal() and int(member) < len(value)
    return value[int(member)] if within and isinstance(value, list) else None


def substitute(text: str, data: Mapping[str, Any]) -> str:
    """Replace every path in a text by its value, an absent one by nothing.

    AWS does not document what an absent attribute becomes in a prompt or a function's parameter; the empty string
    is this interpreter's choice, and functions must take "", null and an absent key alike.

    >>> substitute("Hello $.Attributes.Name.", {"Attributes": {"Name": "Ada"}})
    'Hello Ada.'
    """
    return PATH.sub(lambda found: resolve(found.group(), data) or "", text)
