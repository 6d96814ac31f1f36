"""What PARAMS says about the template's parameters: the same for `make up`, `make lab` and `make deploy`.

`Name=Value` gives a value, `Name=` the empty one, and `-Name` takes the parameter back to the template's default. One
that is left out keeps the value that it has in the stack; in a new stack it has its default.
"""

import shlex
from collections.abc import Mapping
from typing import Any

from tools.common.allowed import refusals
from tools.common.errors import LocalError

HOW = "Write PARAMS=\"Name=Value Other='two words' Empty= -BackToItsDefault\"."

type Wishes = Mapping[str, str | None]
"""The value that is wished for each parameter that is named. None stands for its default."""


def parse(text: str) -> dict[str, str | None]:
    """`"DefaultRegion=KR -Language"` as wishes; values are quoted as in a shell, and nothing else in them is special.

    >>> parse("DefaultRegion=KR Note='two words' SupervisorEmail= -Language")
    {'DefaultRegion': 'KR', 'Note': 'two words', 'SupervisorEmail': '', 'Language': None}

    Raises:
        LocalError: it cannot be read, or names a parameter twice.
    """
    try:
        words = shlex.split(text)
    except ValueError as exc:
        raise LocalError(f"PARAMS cannot be read ({exc}). {HOW}") from exc
    wishes: dict[str, str | None] = {}
    for name, value in map(_wish, words):
        if name in wishes:
            raise LocalError(f"PARAMS names {name} twice; which of the two is meant?")
        wishes[name] = value
    return wishes


def _wish(word: str) -> tuple[str, str | None]:
    name, equals, value = word.partition("=")
    if word.startswith("-") and not equals:
        return word[1:], None
    if not equals or not name:
        raise LocalError(f'PARAMS has "{word}" without a value. {HOW}')
    return name, value


def deployed(stack: Mapping[str, Any] | None) -> dict[str, str]:
    """The values that a stack has, as CloudFormation describes it; none, if there is no stack."""
    given = (stack or {}).get("Parameters", [])
    return {one["ParameterKey"]: one.get("ParameterValue", "") for one in given}


def settle(template: Mapping[str, Any], wishes: Wishes, former: Mapping[str, str]) -> dict[str, str]:
    """A value for each parameter of the template: the one wished for, else the stack's, else the default.

    Raises:
        LocalError: a name that the template does not have, or values that it does not allow; nothing was sent.
    """
    declared: Mapping[str, Mapping[str, Any]] = template.get("Parameters", {})
    if unknown := sorted(set(wishes) - set(declared)):
        known = ", ".join(sorted(declared))
        raise LocalError(f"PARAMS names {', '.join(unknown)}, which the template does not have. It has {known}.")
    values = {name: str(parameter["Default"]) for name, parameter in declared.items() if "Default" in parameter}
    kept = {name: value for name, value in former.items() if name in declared and name not in wishes}
    values |= kept | {name: value for name, value in wishes.items() if value is not None}
    if reasons := refusals(template, values):
        raise LocalError("\n".join([*reasons, "Nothing was changed."]))
    return values


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The parameters that change, a line each."""
    named = sorted({*before, *after})
    changed = [name for name in named if before.get(name, "") != after.get(name, "")]
    return [f"{name}: {_shown(before.get(name))} -> {_shown(after.get(name))}" for name in changed]


def _shown(value: str | None) -> str:
    return value or ("(none)" if value is None else "(empty)")
