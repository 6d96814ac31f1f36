"""`make connect-template`: flows/connect.yaml, made from the flow files, their prompts and their views.

CloudFormation's `Fn::Sub` and the flow files mark what is to be filled alike, `${Name}`, so a file stands in the
template as it is. ARNs come from parameters and from the template's own resources; prompts from a mapping, by language.
"""

import argparse
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.common.tagged_yaml import Block, GetAtt, Ref, Tagged, dump
from tools.connect import flow_log
from tools.connect.block_rule import MODULE
from tools.connect.check.own_flows import sample
from tools.connect.errors import FlowError
from tools.connect.json_text import parse, read
from tools.connect.names import logical_id, title
from tools.connect.project import FLOW_LOGS, FLOW_TYPES, FLOWS, LINKS, SETTINGS, VIEWS, languages, open_flow, prompts
from tools.connect.render import escaped, placeholders
from tools.connect.template.resources import (
    CONDITIONS,
    DESCRIPTION,
    HEAD,
    OUTPUTS,
    PARAMETERS,
    QUEUE,
    QUICK_CONNECT,
    WORDS,
)

GENERATED = FLOWS / "connect.yaml"


def make() -> str:
    """The template's text.

    Raises:
        LocalError: a flow, catalogue or view that Amazon Connect would refuse, or a placeholder that nothing fills.
    """
    try:
        return HEAD + dump(_document())
    except FlowError as exc:
        raise LocalError(str(exc)) from exc


def _document() -> dict[str, Any]:
    flows = {name: read(FLOWS / f"{name}.json") for name in FLOW_TYPES}
    views = {name: read(FLOWS / "views" / f"{name}.json") for name in VIEWS}
    _check(flows)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Parameters": PARAMETERS | {name: _choice(name, words) for name, words in SETTINGS.items()} | _language(),
        "Conditions": CONDITIONS,
        "Mappings": {
            "Prompts": {key: _texts(key, "".join(flows.values()), inside_json=True) for key in languages()},
            "Labels": {key: _texts(key, "".join(views.values()), inside_json=False) for key in languages()},
        },
        "Resources": {logical_id(name, "View"): _view(name, text) for name, text in views.items()}
        | {logical_id(name): _flow(name, text) for name, text in flows.items()}
        | {"FlagQueue": QUEUE, "FlagQuickConnect": QUICK_CONNECT},
        "Outputs": OUTPUTS,
    }


def _check(flows: Mapping[str, str]) -> None:
    """Every flow, in every language, is one that Amazon Connect takes."""
    for language in languages():
        given = placeholders("".join(flows.values())) - prompts(language).keys() - SETTINGS.keys()
        for name in flows:
            for setting in SETTINGS[FLOW_LOGS]:
                open_flow(name, {**{each: sample(each) for each in given}, FLOW_LOGS: setting}, language)


def _flow(name: str, text: str) -> dict[str, Any]:
    module = FLOW_TYPES[name] == MODULE
    return {
        "Type": "AWS::Connect::ContactFlowModule" if module else "AWS::Connect::ContactFlow",
        "Properties": {
            "InstanceArn": Ref("ConnectInstanceArn"),
            "Name": title(name),
            **({} if module else {"Type": FLOW_TYPES[name]}),
            "Description": f"Made from flows/{name}.json of the deny list. Edit it there",
            "Content": substituted(text, f"{name}.json") if module else _switching(text, f"{name}.json"),
        },
    }


def _switching(text: str, file: str) -> Tagged:
    """A flow that begins with the block that switches the flow log, where the parameter asks for that."""
    begun, first = flow_log.marked(text)
    behaviour = Tagged("!If", ["FlowLogsAreOn", *flow_log.BEHAVIOURS.values()])
    block = Tagged("!Sub", [flow_log.block("${Behaviour}", first), {"Behaviour": behaviour}])
    fillers = {
        flow_log.START: Tagged("!If", ["SetsFlowLogs", flow_log.NAME, first]),
        flow_log.PLACE: Tagged("!If", ["SetsFlowLogs", flow_log.POSITION, ""]),
        flow_log.BLOCK: Tagged("!If", ["SetsFlowLogs", block, ""]),
    }
    return substituted(begun, file, fillers)


def substituted(text: str, file: str, fillers: Mapping[str, Tagged] = MappingProxyType({})) -> Tagged:
    """A flow file as the argument of `Fn::Sub`; a `${` that marks nothing is kept as it is (`${!`).

    The ARNs come first. cfn-lint goes through the variables in order and tries each prompt in each language, which is
    endless with thirty prompts, unless it meets a value first that only a deployment knows.
    """
    names = sorted(set(re.findall(r"\$\{([A-Za-z0-9]+)\}", text)), key=lambda name: (name not in PARAMETERS, name))
    body = Block(re.sub(r"\$\{(?![A-Za-z0-9]+\})", "${!", text).rstrip() + "\n")
    variables = {name: fillers.get(name) or _filler(name, file) for name in names}
    return Tagged("!Sub", [body, variables] if variables else body)


def _filler(name: str, file: str) -> Tagged:
    """What fills a placeholder.

    Raises:
        LocalError: nothing does.
    """
    if name in prompts(languages()[0]):
        return Tagged("!FindInMap", ["Prompts", Ref("Language"), name])
    if name in LINKS:
        return GetAtt(f"{logical_id(LINKS[name])}.ContactFlowArn")
    if name in VIEWS.values():
        view = next(view for view, placeholder in VIEWS.items() if placeholder == name)
        return GetAtt(f"{logical_id(view, 'View')}.ViewArn")
    if name not in {*PARAMETERS, *SETTINGS}:
        raise LocalError(
            f"{file}: placeholder ${{{name}}}: nothing fills it; add it to tools/connect/template/resources.py"
        )
    return Ref(name)


def _view(name: str, text: str) -> dict[str, Any]:
    """A view's file has the parts that CloudFormation asks for, and marks where labels stand."""
    view = parse(text, f"views/{name}.json")
    return {
        "Type": "AWS::Connect::View",
        "Properties": {
            "InstanceArn": Ref("ConnectInstanceArn"),
            **{key: _labelled(part) for key, part in view.items()},
        },
    }


def _labelled(part: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, dict):
        return {key: _labelled(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_labelled(item) for item in part]
    mark = re.fullmatch(r"\$\{(\w+)\}", part) if isinstance(part, str) else None
    return Tagged("!FindInMap", ["Labels", Ref("Language"), mark[1]]) if mark else part


def _texts(language: str, used_in: str, *, inside_json: bool) -> dict[str, str]:
    """A catalogue's texts that are used; `Fn::Sub` puts those of flows inside strings of JSON."""
    used = {name: text for name, text in prompts(language).items() if name in placeholders(used_in)}
    return {name: escaped(text) if inside_json else text for name, text in used.items()}


def _choice(name: str, words: tuple[str, ...]) -> dict[str, Any]:
    return {"Type": "String", "Default": words[0], "AllowedValues": [*words], "Description": WORDS[name]}


def _language() -> dict[str, Any]:
    return {"Language": _choice("Language", ("en", *(key for key in languages() if key != "en")))}


def main() -> None:
    """Write it."""
    argparse.ArgumentParser(prog="python -m tools.connect.template", description=__doc__).parse_args()
    GENERATED.write_text(make(), "utf-8")
    say(f"{GENERATED.relative_to(ROOT)} holds {len(FLOW_TYPES)} flows in {', '.join(languages())}")


if __name__ == "__main__":
    exit_on_error(main)
