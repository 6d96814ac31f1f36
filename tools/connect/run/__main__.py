"""`make trace`: run a flow off-line with scripted answers, and print every step it took as a table."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.table import Table

from tools.common.errors import LocalError, exit_on_error
from tools.connect.project import FLOW_TYPES, LINKS, VIEWS, languages
from tools.connect.run import Contact, FunctionError, InterpreterError, Outcome, Queue, ViewAnswer, open_flow, run

WIDTH = 118  # if there is no terminal
CALLER = "+12125550142"
AGENT = "maria.lopez"
_INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function"
# Made-up ARNs: nothing is called.
ARNS: Mapping[str, str] = {
    "CheckNumberArn": f"{_FUNCTION}:check:live",
    "AddNumberArn": f"{_FUNCTION}:add:live",
    "QueueArn": f"{_INSTANCE}/queue/99999999-0000-4000-8000-000000000002",
    **{placeholder: f"{_INSTANCE}/view/{name}" for name, placeholder in VIEWS.items()},
    **{placeholder: f"{_INSTANCE}/contact-flow/{name}" for placeholder, name in LINKS.items()},
}


def contact_for(flow: str, contact: Contact) -> Contact:
    """Make the contact a flow is run for, out of the call it belongs to."""
    if flow == "flag_number":
        return contact.quick_connect(Queue(f"{_INSTANCE}/queue/deny-list", "Deny list"))
    if flow == "outbound_check":
        return replace(contact, initiation_method="OUTBOUND", agent=AGENT)
    if flow == "agent_whisper":
        return replace(contact, agent=AGENT, queue=Queue(f"{_INSTANCE}/queue/support", "Support"))
    if flow in VIEWS:
        contact.attributes.setdefault("DenylistCaller", contact.customer_address or "")
        contact.attributes.setdefault("DenylistDialled", contact.customer_address or "")
        return contact.guide()
    return contact


def table(outcome: Outcome) -> Table:
    """A run as a table with a row for each step. The steps of a module are below the one that entered it."""
    rows = Table("#", "Flow", "Block", "Type", "Branch taken", "ms", "Note")
    for number, step in enumerate(outcome.trace, start=1):
        cells = (str(number), step.flow, step.block, step.type, step.branch, f"{step.ms:.1f}", step.note)
        rows.add_row(*map(_plain, cells))
    return rows


def _plain(text: str) -> str:
    """Escape a flow's text, so that it is not read as markup."""
    return text.replace("[", r"\[")


def tell(outcome: Outcome, console: Console) -> None:
    """Print a run: its steps, then its results."""
    console.print(table(outcome))
    came = {
        "heard": " | ".join(outcome.heard),
        "voice": " ".join(filter(None, outcome.voice or ())),
        "views": _members({str(place): data for place, data in enumerate(outcome.shown, start=1)}),
        "tags": _members(outcome.tags),
        "attributes": _members(outcome.attributes),
        "events": _members(outcome.hooks),
        "dialled": "yes" if outcome.dialled else "",
        "ended": outcome.ended,
    }
    for name, what in came.items():
        if what:
            console.print(f"{name:>10}: {what}", markup=False)


def _members(whole: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={member}" for name, member in whole.items())


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """Read `name=value` arguments.

    Raises:
        LocalError: one without the equals sign.
    """
    for text in texts:
        if "=" not in text:
            raise LocalError(f"{text!r} must be written name=value")
    return dict(text.split("=", 1) for text in texts)


def _answer(words: Sequence[str]) -> ViewAnswer:
    """Read what an agent does with a view: a button, then fields; `Term.0=30d` is a dropdown's choice."""
    data: dict[str, str | list[str]] = {}
    for name, value in _pairs(words[1:]).items():
        field, dot, _ = name.partition(".0")
        data[field] = [value] if dot else value
    return ViewAnswer(words[0], data)


def trace(arguments: argparse.Namespace) -> Outcome:
    """Run what the command line asks for.

    Raises:
        LocalError: a flow, language, key or fault that cannot be.
    """
    answer = _pairs(arguments.answer)

    def function(_arn: str, _event: dict[str, Any]) -> object:
        if arguments.fail:
            raise FunctionError("scripted")
        return answer

    call = Contact(
        customer_address=arguments.caller or None, channel=arguments.channel, attributes=_pairs(arguments.attribute)
    )
    pressing = [_answer(words) for words in arguments.form] or arguments.key
    try:
        flow = open_flow(arguments.flow, {**ARNS, **_pairs(arguments.set)}, arguments.language)
        return run(flow, contact_for(arguments.flow, call), function, pressing, _pairs(arguments.fault))
    except InterpreterError as exc:
        raise LocalError(str(exc)) from exc


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.connect.run", description=__doc__)
    parser.add_argument("flow", choices=FLOW_TYPES, help="a flow of this project")
    parser.add_argument("--language", default="en", choices=languages(), help="of its prompts (default: en)")
    parser.add_argument("--channel", default="VOICE", help="of the call: VOICE, CHAT, TASK or EMAIL")
    parser.add_argument("--caller", default=CALLER, help="number; empty for a withheld one")
    parser.add_argument("--fail", action="store_true", help="let every function fail")
    several = {
        "answer": "name=value of what every function answers, such as Result=added for a flag",
        "key": "a key pressed, in order",
        "fault": "block=error branch that Connect itself takes",
        "attribute": "name=value the contact begins with",
        "set": "name=value of a setting, such as DeniedMessage=silent",
    }
    for name, meaning in several.items():
        parser.add_argument(f"--{name}", action="append", default=[], help=meaning)
    parser.add_argument("--form", action="append", nargs="+", default=[], help="a view's button, then its fields")
    return parser


def main() -> None:
    """Trace one run and print it."""
    outcome = trace(_parser().parse_args())
    tell(outcome, Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=True))


if __name__ == "__main__":
    exit_on_error(main)
