"""The eight operators of flow conditions, as AWS "Actions in the Amazon Connect Flow language" defines them."""

import re
from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

type Operator = Callable[[str, str], bool]


def _as_numbers(compare: Callable[[float, float], bool]) -> Operator:
    """Compare as numbers; false as soon as one side is not numeric."""

    def holds(value: str, operand: str) -> bool:
        numeric = _NUMBER.fullmatch(value) and _NUMBER.fullmatch(operand)
        return bool(numeric) and compare(float(value), float(operand))

    return holds


# Text is compared exactly, case included: "True" does not equal "true".
OPERATORS: Mapping[str, Operator] = {
    "Equals": lambda value, operand: value == operand,
    "TextStartsWith": lambda value, operand: value.startswith(operand),
    "TextEndsWith": lambda value, operand: value.endswith(operand),
    "TextContains": lambda value, operand: operand in value,
    "NumberGreaterThan": _as_numbers(gt),
    "NumberGreaterOrEqualTo": _as_numbers(ge),
    "NumberLessThan": _as_numbers(lt),
    "NumberLessOrEqualTo": _as_numbers(le),
}


def holds(operator: str, value: str | None, operand: str) -> bool:
    """Tell whether a condition is true; never for an absent value."""
    return value is not None and OPERATORS[operator](value, operand)
