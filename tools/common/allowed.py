"""Refuses parameter values that the template does not allow, before anything is sent.

CloudFormation checks the same, but only once it has the code and the template. A pattern must match the whole value, as
there; those of the template mean the same to Java, which CloudFormation uses, and to Python.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

type Template = Mapping[str, Any]
type Values = Mapping[str, str]

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def refusals(template: Template, values: Values) -> list[str]:
    """Why these values cannot be deployed: a sentence for each that is not allowed, else for each broken rule."""
    declared = template.get("Parameters", {})
    single = [
        f"{name}={values[name]!r} is not allowed; allowed is {allowed(parameter)}"
        for name, parameter in declared.items()
        if name in values and not _fits(parameter, values[name])
    ]
    return single or list(_broken(template, values))


def allowed(parameter: Template) -> str:
    """What a parameter takes, in words.

    >>> allowed({"Type": "Number", "MinValue": 1, "MaxValue": 720})
    'a number from 1 to 720'
    >>> allowed({"Type": "String", "AllowedValues": ["en", "ko"]})
    'one of en, ko'
    """
    if choices := parameter.get("AllowedValues"):
        return f"one of {', '.join(map(str, choices))}"
    if parameter["Type"] == "Number":
        return f"a number from {parameter.get('MinValue', 'any')} to {parameter.get('MaxValue', 'any')}"
    words = [str(parameter.get("ConstraintDescription") or parameter.get("AllowedPattern") or "any text")]
    words += [f"of at most {parameter['MaxLength']} characters"] if "MaxLength" in parameter else []
    return ", ".join(words)


def _fits(parameter: Template, value: str) -> bool:
    if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
        return False
    if parameter["Type"] == "Number":
        return bool(NUMBER.fullmatch(value)) and _between(parameter, "Value", float(value))
    pattern = str(parameter.get("AllowedPattern", "(?s:.*)"))
    return bool(re.fullmatch(pattern, value, re.ASCII)) and _between(parameter, "Length", len(value))


def _between(parameter: Template, kind: str, value: float) -> bool:
    least, most = parameter.get(f"Min{kind}", "-inf"), parameter.get(f"Max{kind}", "inf")
    return float(least) <= value <= float(most)


def _broken(template: Template, values: Values) -> Iterator[str]:
    for rule in template.get("Rules", {}).values():
        if holds(rule.get("RuleCondition", {"Fn::And": []}), values):
            for one in rule["Assertions"]:
                if not holds(one["Assert"], values):
                    yield one["AssertDescription"]


def holds(condition: Template, values: Values) -> bool:
    """Whether a rule's condition is met; these four functions are all that the template's rules use."""
    match condition:
        case {"Fn::Not": [one]}:
            return not holds(one, values)
        case {"Fn::And": parts}:
            return all(holds(one, values) for one in parts)
        case {"Fn::Or": parts}:
            return any(holds(one, values) for one in parts)
        case {"Fn::Equals": [one, other]}:
            return _value(one, values) == _value(other, values)
    raise NotImplementedError(f"A rule of the template uses {sorted(condition)}")


def _value(part: Any, values: Values) -> str:  # noqa: ANN401 - a text, a number, or a reference
    return values.get(part["Ref"], "") if isinstance(part, dict) else str(part)
