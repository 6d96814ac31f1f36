"""Writes YAML as people write CloudFormation: `!Ref` and the like, long texts as blocks, keys in the given order."""

import re
from typing import Any

import yaml

WIDTH = 120


class Block(str):
    """A text that is written as a block, line by line as it is."""

    __slots__ = ()


class Tagged:
    """A short form of an intrinsic function: `Tagged("!Sub", …)`."""

    def __init__(self, tag: str, value: object) -> None:
        self.tag, self.value = tag, value


def Ref(name: str) -> Tagged:  # noqa: N802 - as CloudFormation calls it
    """`!Ref Name`."""
    return Tagged("!Ref", name)


def GetAtt(name: str) -> Tagged:  # noqa: N802 - as CloudFormation calls it
    """`!GetAtt Name.Attribute`."""
    return Tagged("!GetAtt", name)


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Lists are indented below their key."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Write no anchors, because CloudFormation does not know them."""
        return True


def _block(dumper: yaml.SafeDumper, text: Block) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


def _tagged(dumper: yaml.SafeDumper, tagged: Tagged) -> yaml.Node:
    if isinstance(tagged.value, list):
        short = all(isinstance(part, str | Tagged) and not isinstance(part, Block) for part in tagged.value)
        return dumper.represent_sequence(tagged.tag, tagged.value, flow_style=short)
    style = "|" if isinstance(tagged.value, Block) else None
    return dumper.represent_scalar(tagged.tag, str(tagged.value), style=style)


_Dumper.add_representer(Block, _block)
_Dumper.add_representer(Tagged, _tagged)


def dump(document: dict[str, Any]) -> str:
    """The document in ASCII, an empty line before each section and each resource.

    CloudFormation gives other characters back as question marks (`GetTemplate`; aws-cloudformation
    coverage roadmap, issue 814), so deploying what it gave back would deploy question marks.
    """
    return "\n".join(_section(name, content) for name, content in document.items())


def _section(name: str, content: object) -> str:
    if name != "Resources" or not isinstance(content, dict):
        return _write({name: content})
    resources = [_write({name: {key: value}}).partition("\n")[2] for key, value in content.items()]
    return f"{name}:\n" + "\n".join(resources)


def _write(content: dict[str, Any]) -> str:
    text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, width=WIDTH, default_flow_style=False)
    return re.sub(r"(!Ref|!GetAtt) '([\w.]+)'", r"\1 \2", text)
