"""A template as CloudFormation gets it: after SAM's transform, and with its conditions decided.

The transform is the SAM CLI's, which has an environment of its own; it reads no other file.
"""

import json
import subprocess
from collections.abc import Collection
from typing import Any

from tools.common.paths import SAM

TRANSFORM = """
import json, sys
from samtranslator.translator.transform import transform

class NoPolicies:
    def load(self):
        return {}

print(json.dumps(transform(json.load(sys.stdin), {}, NoPolicies())))
"""
NOTHING = {"Ref": "AWS::NoValue"}

type Template = dict[str, Any]


def transformed(template: Template) -> Template:
    """The template with SAM's resources expanded into functions, aliases, roles and permissions."""
    given = json.loads(json.dumps(template))
    for properties in [r.get("Properties", {}) for r in given["Resources"].values()] + [given["Globals"]["Function"]]:
        for place in {"CodeUri", "ContentUri"} & set(properties):
            properties[place] = "s3://bucket/key"
    ran = subprocess.run(
        [SAM.with_name("python"), "-W", "ignore", "-c", TRANSFORM],
        input=json.dumps(given),
        env={"AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    added: Template = json.loads(ran.stdout)
    return added


def fully_given(template: Template) -> Template:
    """The template with every condition met and no defaults, which linters could take for the parameters' values."""
    parameters = {
        name: {key: value for key, value in parameter.items() if key != "Default"}
        for name, parameter in template["Parameters"].items()
    }
    return _decided(template, list(template["Conditions"])) | {"Parameters": parameters}


def by_default(template: Template) -> Template:
    """The template with no parameter given: no key, no instance, no domain."""
    return _decided(template, [name for name in template["Conditions"] if _holds({"Condition": name}, template)])


def _decided(template: Template, met: Collection[str]) -> Template:
    kept = {n: r for n, r in template["Resources"].items() if r.get("Condition") is None or r["Condition"] in met}
    return template | {"Resources": _chosen(kept, met)}


def _chosen(part: Any, met: Collection[str]) -> Any:  # noqa: ANN401 - any part of a template
    """A part of the template with the branch of each `Fn::If` that is taken, and without what has no value."""
    if isinstance(part, list):
        return [one for one in (_chosen(one, met) for one in part) if one != NOTHING]
    if not isinstance(part, dict):
        return part
    if "Fn::If" in part:
        condition, then, otherwise = part["Fn::If"]
        return _chosen(then if condition in met else otherwise, met)
    return {name: one for name, one in ((n, _chosen(p, met)) for n, p in part.items()) if one != NOTHING}


def _holds(condition: Any, template: Template) -> bool:  # noqa: ANN401 - any part of a template
    """Whether a condition is met when no parameter is given. A text that is put together counts as equal to nothing."""
    match condition:
        case {"Condition": name}:
            return _holds(template["Conditions"][name], template)
        case {"Fn::Not": [one]}:
            return not _holds(one, template)
        case {"Fn::And": conditions}:
            return all(_holds(one, template) for one in conditions)
        case {"Fn::Equals": [{"Ref": name}, str(text)]}:
            return str(template["Parameters"][name].get("Default")) == text
        case {"Fn::Equals": _}:
            return False
        case _:
            raise AssertionError(f"a condition of a new kind: {condition}")
