"""What a flow can use of this stack: two functions and a module, what they read, and what they may answer.

The contract is docs/contract.md. A test compares this table with it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from denylist import categories, refusals, terms
from denylist.entries import STATUSES as OF_ENTRIES
from tools.connect.blocks import LAMBDA_BLOCK, MODULE_BLOCK, Block

MODULE_NAME = "Deny list - check module"
DECISION = "DenylistDecision"  # the module's answer is this contact attribute
# What a flow may pass without asking the agent for it. A word that is not here is refused.
STATIC = {"Term": ("", "default", *terms.OF_AGENTS), "Category": ("", "none", *categories.CATEGORIES)}
STATUSES = ("NONE", *OF_ENTRIES)


@dataclass(frozen=True, kw_only=True)
class Ours:
    """A function or module of this stack."""

    name: str
    answers: Mapping[str, Mapping[str, str]]  # cases that a flow must tell apart, with what is certain in each
    values: Mapping[str, Collection[str] | None]  # all values of a member; None: any text
    compare: str  # what a flow compares, in words
    seconds: int = 0  # time limit to set in the flow
    reads: Collection[str] = ()  # parameters


CHECK = Ours(
    name="check_number",
    answers={
        "denied": {"Success": "true", "Decision": "deny"},
        "allowed": {"Success": "false", "Decision": "allow"},
        "withheld": {"Success": "false", "Decision": "withheld"},
    },
    values={
        "Success": ("true", "false"),
        "Decision": ("deny", "allow", "withheld"),
        "Status": STATUSES,
        "ExpiresAt": None,
    },
    compare="$.External.Success with true, or $.External.Decision with deny",
    seconds=4,
    reads=("CustomerNumber", "Source"),
)
_DONE = (*refusals.DENIED, refusals.WITHDRAWN)
_WHY = {
    **{result: {"Why": "NONE"} for result in _DONE},
    "protected": {"Why": "protected"},
    "not_voice": {"Why": "not_voice"},
}
ADD = Ours(
    name="add_number",
    answers={
        result: {"Success": "true" if result in _DONE else "false", "Result": result, **_WHY.get(result, {})}
        for result in refusals.RESULTS
    },
    values={
        "Success": ("true", "false"),
        "Result": refusals.RESULTS,
        "Why": ("NONE", *refusals.Refusal),
        "Menu": ("category", "term", "none"),
        "Hours": None,
        "Holds": ("window", "term", "NONE"),
        "Term": terms.OF_AGENTS,
        "Category": ("none", *categories.CATEGORIES),
    },
    compare="$.External.Result with added, already_listed and updated",
    seconds=8,
    reads=("CustomerNumber", "Category", "Term", "FlaggedBy", "Reason", "Warnings", "Dialled", "Source", "Withdraw"),
)
CHECK_MODULE = Ours(
    name="the check module",
    answers={
        "denied": {DECISION: "deny"},
        "allowed": {DECISION: "allow"},
        "withheld": {DECISION: "withheld"},
        "unknown": {DECISION: "unknown"},
    },
    values={DECISION: ("deny", "allow", "withheld", "unknown")},
    compare=f"the contact attribute {DECISION} with deny",
)

# `${CheckNumberArn}`, `…:function:stack-CheckNumberFunction-1A2B3C:live`, and names that CloudFormation shortened.
_OUR_NAME = re.compile(r"(?<![A-Za-z0-9])(Check|Add)Number(Arn|F[a-z]*)(?![a-z])")
_QUALIFIED = re.compile(r"(.*:function:[^:]+):([^:]+)")


def ours_of(block: Block, named: Mapping[str, Ours]) -> Ours | None:
    """Our function or module that a block invokes. `named` are further names, ids or ARNs from the command line."""
    if block.type == MODULE_BLOCK:
        names = {block.module, block.module_name, block.module.rpartition("/")[2]}
        other = next((ours for name, ours in named.items() if name in names), None)
        return other or (CHECK_MODULE if MODULE_NAME in names or "CheckModule" in block.module else None)
    if block.type != LAMBDA_BLOCK:
        return None
    found = _OUR_NAME.search(block.function)
    if found and (found[2] == "Arn" or "Function".startswith(found[2])):
        return CHECK if found[1] == "Check" else ADD
    return next((ours for name, ours in named.items() if _is_same(name, block.function)), None)


def _is_same(one: str, other: str) -> bool:
    """Whether two ARNs or names mean the same function. Aliases are not compared."""
    (first, _), (second, _) = split_alias(one), split_alias(other)
    has_name_alone = ":" not in first or ":" not in second
    return first == second or (has_name_alone and first.rpartition(":")[2] == second.rpartition(":")[2])


def mentions(text: str, named: Mapping[str, Ours]) -> bool:
    """Whether a text names one of our functions or modules."""
    return bool(_OUR_NAME.search(text)) or MODULE_NAME in text or any(name in text for name in named)


def split_alias(arn: str) -> tuple[str, str]:
    """Split a function's ARN from its alias or version; empty where there is none.

    >>> split_alias("arn:aws:lambda:us-east-1:123456789012:function:check:live")
    ('arn:aws:lambda:us-east-1:123456789012:function:check', 'live')
    """
    found = _QUALIFIED.fullmatch(arn)
    return (found[1], found[2]) if found else (arn, "")
