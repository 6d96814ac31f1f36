"""Checks of single parameter values: each returns None, or what the value must be."""

from collections.abc import Callable

from local.connect.paths import is_path

type Check = Callable[[object], str | None]


def one_of(*allowed: str) -> Check:
    """Demand one of a few static words."""
    return lambda value: None if value in allowed else f"must be {' or '.join(allowed)}"


def whole_seconds(most: int) -> Check:
    """Demand a whole number of seconds, written as a string as exported flows do."""

    def check(value: object) -> str | None:
        numeric = isinstance(value, str) and value.isascii() and value.isdigit()
        fits = numeric and not str(value).startswith("0") and int(str(value)) <= most
        return None if fits else f'must be a string of digits, "1" to "{most}"'

    return check


def text(value: object) -> str | None:
    """Demand some text, static or with paths in it."""
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def path_only(value: object) -> str | None:
    """Demand exactly one JSONPath."""
    return None if isinstance(value, str) and is_path(value) else "must be exactly one JSONPath, such as $.Channel"


def static_or_path(value: object) -> str | None:
    """Demand a fully static value or exactly one JSONPath, never a mix."""
    mixed = isinstance(value, str) and "$." in value and not is_path(value)
    return "must be a plain value or exactly one JSONPath" if mixed else text(value)


def string_map(value: object) -> str | None:
    """Demand a map of strings."""
    flat = isinstance(value, dict) and all(isinstance(member, str) for member in value.values())
    return None if flat else "must be a map of strings"


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
