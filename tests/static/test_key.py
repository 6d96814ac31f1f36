"""KmsKeyArn encrypts all that the stack stores, or a reason is given here why not. CloudFormation's schemas decide.

The tests fail for a new type of resource, and for a property that takes a key and does not get it.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

from tests.linters import NESTED, key_policy, read
from tests.markdown import content
from tests.policies import ACCOUNT, REGION, ROLES, documents, listed, resolve, statements
from tests.transformed import Template, by_default, fully_given, transformed

KEY = {"Ref": "KmsKeyArn"}
TAKES_A_KEY = re.compile(r"kms.*key.*(arn|id|identifier)$", re.IGNORECASE)

# Properties that take a key and do not get it, each with the reason.
_LEFT_OUT = {
    "Cognito::UserPool KeyConfiguration.KmsKeyArn": "some plans take none: an update of a pool could fail",
    "Cognito::UserPool LambdaConfig.KMSKeyID": "for codes that a function of one's own sends; there is none",
    "Lambda::Function Code.SourceKMSKeyArn": "the code is public",
    "Lambda::Function DurableConfig.KMSKeyArn": "none goes on after it has answered",
    "Lambda::Function KmsKeyArn": "for variables, none of which is a secret (CKV_AWS_173 in exceptions.toml)",
    "Pipes::Pipe KmsKeyIdentifier": "for the filter's patterns; what passes a pipe is never stored",
}
LEFT_OUT = {tuple(f"AWS::{place}".split()) for place in _LEFT_OUT}
# Types that take no key. They hold no personal data, or docs/security.md says what they hold.
_WITHOUT = {
    "ApiGatewayV2": ["Api", "ApiMapping", "Authorizer", "DomainName", "Integration", "Route", "Stage"],
    "AppIntegrations": ["Application"],
    "CloudFormation": ["Stack"],
    "CloudWatch": ["Alarm", "Dashboard"],
    "CodeDeploy": ["Application", "DeploymentGroup"],
    "Cognito": ["UserPoolClient", "UserPoolDomain", "UserPoolGroup"],
    "Connect": ["ContactFlow", "ContactFlowModule", "IntegrationAssociation", "Queue", "QuickConnect", "View"],
    "Events": ["Rule"],
    "IAM": ["Role"],
    "Lambda": ["Alias", "LayerVersion", "Permission", "Version"],
    "SNS": ["Subscription", "TopicPolicy"],
    "SQS": ["QueuePolicy"],
}
WITHOUT = {f"AWS::{service}::{name}" for service, names in _WITHOUT.items() for name in names}
# Services that use the key in their caller's name. The caller may use the key for requests that come through these.
THROUGH = {
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::SNS::Topic": "sns",
    "AWS::SQS::Queue": "sqs",
    "AWS::StepFunctions::StateMachine": "states",
}


@cache
def schema(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    return found


def places(kind: str) -> set[str]:
    """The paths of a type's properties that take a key."""
    definition = schema(kind)
    return set(_places(definition["properties"], definition, "", ()))


def _places(properties: dict[str, Any], whole: dict[str, Any], above: str, seen: tuple[str, ...]) -> Iterator[str]:
    for name, one in properties.items():
        reference = one.get("$ref", "")
        target = whole.get("definitions", {}).get(reference.rpartition("/")[2], {})
        if reference in seen:
            continue
        if TAKES_A_KEY.search(name):
            yield f"{above}{name}"
        yield from _places(target.get("properties", {}), whole, f"{above}{name}.", (*seen, reference))


def at(properties: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - any part of a template
    value: Any = properties
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


@cache
def deployed() -> Template:
    return transformed(read("template.yaml"))


def resources(template: Template) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = template["Resources"]
    return found


GIVEN = resources(fully_given(deployed()))
EVERY = [*GIVEN.values(), *(one for name in NESTED for one in resources(read(name)).values())]
TYPES = {one["Type"] for one in EVERY}
PLACES = {(kind, path) for kind in TYPES for path in places(kind)}
STORES = {
    name: one for name, one in GIVEN.items() if any((one["Type"], p) not in LEFT_OUT for p in places(one["Type"]))
}


def test_schemas_are_read() -> None:
    assert places("AWS::DynamoDB::Table") >= {"SSESpecification.KMSMasterKeyId"}
    assert places("AWS::StepFunctions::StateMachine") == {"EncryptionConfiguration.KmsKeyId"}
    assert places("AWS::Logs::LogGroup") == {"KmsKeyId"}


@pytest.mark.parametrize("name", STORES)
def test_key_reaches_whatever_can_take_it(name: str) -> None:
    kind, properties = STORES[name]["Type"], STORES[name]["Properties"]
    assert {path: at(properties, path) for path in places(kind) if (kind, path) not in LEFT_OUT} == {
        path: KEY for path in places(kind) if (kind, path) not in LEFT_OUT
    }


def test_what_takes_no_key_was_looked_at() -> None:
    assert {kind for kind in TYPES if not places(kind)} == WITHOUT


def test_what_is_left_out_could_have_a_key_and_has_none() -> None:
    assert set(LEFT_OUT) <= PLACES
    for kind, path in LEFT_OUT:
        assert not [one for one in EVERY if one["Type"] == kind and at(one["Properties"], path) is not None], path


def test_without_a_key_nothing_asks_for_one() -> None:
    assert "KmsKeyArn" not in str(by_default(deployed())["Resources"])


def test_security_guide_names_what_is_under_the_key_and_what_is_not() -> None:
    part = content("docs/security.md").split("\n## What a key of your own reaches\n")[1].split("\n## ")[0]
    under, _, beside = part.partition("\n**Not under it**")
    named, left = (set(re.findall(r"`(\w+)`", text)) for text in (under, beside))
    groups = {name for name, one in STORES.items() if one["Type"] == "AWS::Logs::LogGroup"}
    assert named >= set(STORES) - groups
    assert left >= {
        name for name, one in GIVEN.items() if one["Type"] in {"AWS::Cognito::UserPool", "AWS::Pipes::Pipe"}
    }
    assert not left & set(STORES)


def test_the_workflow_alone_has_a_right_to_the_key_and_for_its_executions_and_log_alone() -> None:
    """Only AWS can show that KMS heeds the encryption context. Without a context, the emulator's IAM denies both."""
    assert {name for name, role in ROLES.items() if "HasKey" in str(role)} == {"WorkflowRole"}
    own = [s for s in statements(list(documents("WorkflowRole").values())) if s["Resource"] == resolve(KEY)]
    place = f"{REGION}:{ACCOUNT}"
    assert {(*listed(s["Action"]), *dict(s["Condition"])["StringLike"].items()) for s in own} == {
        (
            "kms:Decrypt",
            "kms:GenerateDataKey",
            ("kms:EncryptionContext:aws:states:stateMachineArn", f"arn:aws:states:{place}:stateMachine:*"),
        ),
        ("kms:GenerateDataKey", ("kms:EncryptionContext:SourceArn", f"arn:aws:logs:{place}:*")),
    }


# ── The policy that a key must have ─────────────────────────────────────────────────────────────────


def test_policy_of_the_key_lets_every_service_of_the_stack_use_it() -> None:
    """The policy is the one in docs/security.md. Where IAM's rights decide, the account's statement applies."""
    by_name = {statement["Sid"]: statement for statement in key_policy()["Statement"]}
    kinds = {one["Type"] for one in STORES.values()}
    used = by_name["WhoMayUseTheData"]["Condition"]["StringEquals"]
    through = {f"{THROUGH[kind]}.{REGION}.amazonaws.com" for kind in kinds - {"AWS::Logs::LogGroup"}}
    assert set(used["kms:ViaService"]) == through
    services = {s["Principal"]["Service"] for s in by_name.values() if "Service" in s["Principal"]}
    assert services == {f"logs.{REGION}.amazonaws.com", "delivery.logs.amazonaws.com", "cloudwatch.amazonaws.com"}


def test_policy_of_the_key_lets_nobody_in_but_for_this_account() -> None:
    for statement in key_policy()["Statement"]:
        named = str(statement.get("Condition", statement["Principal"]))
        assert "123456789012" in named, statement["Sid"]
        assert statement["Effect"] == "Allow"
        assert listed(statement["Resource"]) == ["*"], "in the policy of a key, that key"
