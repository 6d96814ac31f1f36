"""Checks the flows and views of this project: each one strictly, in every language, and all of them together."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from tools.connect.blocks import Block, part, texts, word
from tools.connect.check.flow_file import filled, findings
from tools.connect.check.others_flow import Examined
from tools.connect.check.reach import ATTRIBUTES, read_from_external
from tools.connect.errors import FlowError
from tools.connect.finding import Finding
from tools.connect.json_text import parse, read
from tools.connect.jsonpath import PATH, VIEW_RESULT, members
from tools.connect.project import FLOW_TYPES, FLOWS, VIEWS, languages, values
from tools.connect.render import placeholders
from tools.connect.views import fields, open_view

_INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
_ID = "99999999-0000-4000-8000-000000000001"
_KINDS = {"QueueArn": "queue", "ViewArn": "view", "FlowArn": "contact-flow"}


def sample(placeholder: str) -> str:
    """Give an ARN of the form that a deployment fills in.

    >>> sample("QueueArn").split("/")[2]
    'queue'
    """
    kind = next((kind for end, kind in _KINDS.items() if placeholder.endswith(end)), None)
    function = f"deny-list-{placeholder.removesuffix('Arn')}Function-1A2B3C4D5E6F"
    return f"{_INSTANCE}/{kind}/{_ID}" if kind else f"arn:aws:lambda:us-east-1:123456789012:function:{function}:live"


def check_project() -> Mapping[str, list[str]]:
    """Check every flow and view: file name -> what to fix, in sentences."""
    flows = {f"{name}.json": list(dict.fromkeys(_in_every_language(name))) for name in FLOW_TYPES}
    return flows | {f"views/{name}.json": list(dict.fromkeys(_of_view(name))) for name in VIEWS}


def _in_every_language(name: str) -> Iterator[str]:
    try:
        text = read(FLOWS / f"{name}.json")
        for language in languages():
            found = flow_findings(name, text, language)
            yield from (f"{finding.error(f'{name}.json')} [{finding.rule}]" for finding in found)
    except FlowError as exc:
        yield str(exc)


def _of_view(name: str) -> Iterator[str]:
    for language in languages():
        try:
            open_view(name, language)
        except FlowError as exc:
            yield str(exc)


def flow_findings(name: str, text: str, language: str) -> list[Finding]:
    """Find what is wrong with one flow: first alone, then together with what it uses."""
    given = values({each: sample(each) for each in placeholders(text) if each.endswith("Arn")}, language)
    document = filled(text, f"{name}.json", given)
    if found := findings(document, FLOW_TYPES[name]):
        return found
    blocks, used = Block.all_of(json.loads(text)), Examined.of(document, {})
    return [*used.findings(), *_early(used), *_unset(blocks), *_shown(blocks)]


def _early(flow: Examined) -> Iterator[Finding]:
    answered = frozenset[str]().union(*(use.only_ours for use in flow.used))
    for name, block in flow.blocks.items():
        if read_from_external(block) and name not in answered:
            yield Finding("external", name, "reads $.External where ours may not have answered; invoke it before")


def _unset(blocks: Mapping[str, Block]) -> Iterator[Finding]:
    """A flow may read only attributes that some flow of ours sets."""
    known = _attributes_that_are_set()
    for name, block in blocks.items():
        for root, *names in _paths(block):
            if root == ATTRIBUTES and not known & set(names):
                yield Finding("attribute", name, f"reads the attribute {'.'.join(names)}, which no flow here sets")


def _attributes_that_are_set() -> frozenset[str]:
    found = set[str]()
    for name in FLOW_TYPES:
        with suppress(FlowError):  # its error is reported where that flow itself is checked
            blocks = Block.all_of(parse(read(FLOWS / f"{name}.json"), name))
            found.update(attribute for block in blocks.values() for attribute in block.attributes)
    return frozenset(found)


def _shown(blocks: Mapping[str, Block]) -> Iterator[Finding]:
    """A flow and the view that it shows must agree on buttons, inputs and the fields of the form."""
    shown = [block for block in blocks.values() if block.type == "ShowView"]
    ids = [word(part(block.parameters, "ViewResource").get("Id")) for block in shown]
    views = [open_view(name) for name, placeholder in VIEWS.items() if f"${{{placeholder}}}" in ids]
    buttons = {action for view in views for action in view["Actions"]}
    inputs = {members(path)[0] for view in views for text in texts(view) for path in PATH.findall(text)}
    of_forms = {field for view in views for field in fields(view)}
    for block in shown:
        for name in sorted({case.operand for case in block.conditions} - buttons):
            yield Finding("view", block.identifier, f"waits for {name}, which no button of its view gives")
        for name in sorted(set(part(block.parameters, "ViewData")) - inputs):
            yield Finding("view", block.identifier, f"passes {name}, which its view does not read")
    for block in blocks.values():
        for parts in _paths(block):
            if parts[:2] == VIEW_RESULT and parts[2] not in of_forms:
                yield Finding(
                    "view", block.identifier, f"reads {parts[2]}, which is no field of a view that this flow shows"
                )


def _paths(block: Block) -> Iterator[tuple[str, ...]]:
    return (members(path) for text in texts(block.parameters) for path in PATH.findall(text))
