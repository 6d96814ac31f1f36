"""The policies in the template: each statement where it stands, and each role's documents with plausible ARNs."""

import re
from collections.abc import Iterator
from typing import Any

from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tools.common.paths import TEMPLATE

CONTENT: dict[str, Any] = cfn_yaml.load(str(TEMPLATE))
REGION, ACCOUNT = "us-east-1", "123456789012"
INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/01234567-89ab-cdef-0123-456789abcdef"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/89abcdef-0123-4567-89ab-cdef01234567"
REFERENCES = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "ConnectInstanceArn": INSTANCE,
    "KmsKeyArn": KEY,
}
# Service and name in the ARN of each type that a policy names.
ARNS = {
    "AWS::DynamoDB::Table": "dynamodb:{place}:table/{name}",
    "AWS::Lambda::Function": "lambda:{place}:function:{name}",
    "AWS::Logs::LogGroup": "logs:{place}:log-group:{name}:*",
    "AWS::Serverless::Function": "lambda:{place}:function:{name}",
    "AWS::StepFunctions::StateMachine": "states:{place}:stateMachine:{name}",
    "AWS::SNS::Topic": "sns:{place}:{name}",
    "AWS::SQS::Queue": "sqs:{place}:{name}",
}
BY_REFERENCE = {"AWS::StepFunctions::StateMachine", "AWS::SNS::Topic"}


def resources(*kinds: str) -> dict[str, dict[str, Any]]:
    """The template's resources of these types, by logical id."""
    return {name: resource for name, resource in CONTENT["Resources"].items() if resource["Type"] in kinds}


ROLES = resources("AWS::IAM::Role")


def statements(part: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any part of a template
    """Every policy statement in a part, trust and resource policies included; each has its line (`start_mark`)."""
    if isinstance(part, list):
        for one in part:
            yield from statements(one)
    elif isinstance(part, dict):
        if part.get("Effect") in ("Allow", "Deny"):
            yield part
        yield from statements(list(part.values()))


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - a text, a function or a list of them
    """A list as it is, anything else as a list of one."""
    return list(value) if isinstance(value, list) else [value]


def documents(role: str) -> dict[str, dict[str, Any]]:
    """The role's own policies by name, as IAM would get them where every condition of the template is met.

    >>> documents("CheckNumberRole")["check-number"]["Statement"][0]["Resource"]
    'arn:aws:dynamodb:us-east-1:123456789012:table/DenylistTable'
    """
    return {p["PolicyName"]: resolve(p["PolicyDocument"]) for p in ROLES[role]["Properties"].get("Policies", [])}


def resolve(value: Any) -> Any:  # noqa: ANN401 - any part of a template
    """A part of the template without intrinsic functions; of a condition, the branch where it is met."""
    resolved: Any
    match value:
        case {"Ref": name}:
            resolved = _reference(name)
        case {"Fn::GetAtt": [name, attribute]}:
            resolved = _attribute(name, attribute)
        case {"Fn::Sub": str(text)}:
            resolved = re.sub(r"\$\{([\w:.]+)\}", lambda found: _substitution(found[1]), text)
        case {"Fn::If": [_, met, _]}:
            resolved = resolve(met)
        case dict():
            resolved = {key: resolve(part) for key, part in value.items()}
        case list():
            resolved = [resolve(part) for part in value]
        case _:
            resolved = value
    return resolved


def _substitution(name: str) -> str:
    return _attribute(*name.split(".")) if "." in name else _reference(name)


def _reference(name: str) -> str:
    if name.endswith(".Alias"):
        return _arn(name.removesuffix(".Alias")) + ":live"
    return REFERENCES.get(name) or (_arn(name) if CONTENT["Resources"][name]["Type"] in BY_REFERENCE else name)


def _attribute(name: str, attribute: str) -> str:
    # A real stream's label is a time with colons, which parliament takes for separators between the ARN's parts.
    return {"Arn": _arn(name), "StreamArn": f"{_arn(name)}/stream/label"}[attribute]


def _arn(name: str) -> str:
    return "arn:aws:" + ARNS[CONTENT["Resources"][name]["Type"]].format(place=f"{REGION}:{ACCOUNT}", name=name)
