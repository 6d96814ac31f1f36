"""What checkov, cfn-lint with its serverless rules, and parliament find in the templates and their policies.

Faults are planted in each template first: a linter that does not report them has not read or understood the template.
checkov skips resources that have a condition, so it gets the template as CloudFormation does, once with every
condition met and once by default. All three work offline; what they know is in their packages.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tests.policies import ROLES, documents, resolve, resources
from tests.transformed import Template, by_default, fully_given, transformed
from tools.common import paths
from tools.common.paths import DEV_BIN, ROOT

POLICY_BIN = ROOT / ".venvs" / "policy" / "bin"
MAIN, BY_DEFAULT = "template.yaml", "by-default.yaml"
NESTED = tuple(str(path.relative_to(ROOT)) for path in paths.NESTED)
KEY_POLICY = "docs/security.md"
SECONDS = 300
SCRATCH = ROOT / ".tools" / "tmp"
"""The folder for temporary files of linters, because checkov's parsers leave their grammars behind in it."""

# parliament's command writes a log into /tmp, which all users share; the package does not.
PARLIAMENT = """
import json, sys
from parliament import analyze_policy_string

found = []
for name, policy in json.load(sys.stdin).items():
    for finding in analyze_policy_string(json.dumps(policy), include_community_auditors=True).findings:
        found.append([finding.issue, name, json.dumps(finding.detail)])
print(json.dumps(found))
"""


def policy(*actions: str, resource: str = "*") -> dict[str, Any]:
    """A policy that allows these actions on that resource."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
PLANTED: dict[str, dict[str, Any]] = {
    "PlantedQueue": {"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": False}},
    "PlantedFunction": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Role": {"Fn::GetAtt": ["PlantedRole", "Arn"]},
            "Code": {"ZipFile": "pass"},
        },
    },
    "PlantedRole": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [ANYBODY]},
            "Policies": [{"PolicyName": "everything", "PolicyDocument": policy("dynamodb:*")}],
        },
    },
}
PLANTED_POLICIES = {
    "PlantedRole.wide": policy("dynamodb:*"),
    "PlantedRole.unknown": policy("dynamodb:GetItems"),
    "PlantedRole.mismatch": policy("dynamodb:GetItem", resource="arn:aws:s3:::a-bucket/*"),
    "PlantedRole.escalation": policy("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """What a linter says about a resource, or about one of its policies."""

    tool: str
    rule: str
    resource: str
    """Its logical id, then a policy's name after a dot, then ` by default` for what is found only there."""
    file: str
    text: str = ""

    @property
    def is_planted(self) -> bool:
        """Whether it is about a fault that was planted above."""
        return self.resource.startswith("Planted")


def read(name: str) -> Template:
    """A template of the project as plain data."""
    content: Template = json.loads(json.dumps(cfn_yaml.load(str(ROOT / name))))
    return content


def planted(template: Template) -> Template:
    """The template with the faults in it."""
    return template | {"Resources": template["Resources"] | PLANTED}


def checkov(folder: Path) -> list[Finding]:
    """What checkov finds in the main template, with every condition met and by default, and in the nested ones."""
    deployed = transformed(planted(read(MAIN)))
    stacks = {MAIN: fully_given(deployed), BY_DEFAULT: by_default(deployed), **_nested()}
    options = ["--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json"]
    command = [POLICY_BIN / "checkov", *options, "--file", *_written(folder, stacks)]
    # Otherwise it asks a server for its own latest version, and keeps files in the home folder.
    quiet = {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "1", "LOG_LEVEL": "ERROR"}
    report = _run(command, folder, environment={"HOME": str(folder), "PATH": "/usr/bin:/bin", **quiet})
    assert report["summary"]["parsing_errors"] == 0, report["summary"]
    found = [
        Finding("checkov", one["check_id"], one["resource"].rpartition(".")[2], _file(one, folder), one["check_name"])
        for one in report["results"]["failed_checks"]
    ]
    return with_defaults(found)


def with_defaults(found: Sequence[Finding]) -> list[Finding]:
    """Add ` by default` to the resource of each finding that is absent when every condition is met."""
    always = {(one.rule, one.resource) for one in found if one.file == MAIN}
    return [
        Finding(one.tool, one.rule, f"{one.resource} by default", one.file, one.text)
        if one.file == BY_DEFAULT and (one.rule, one.resource) not in always
        else one
        for one in found
    ]


def cfn_lint(folder: Path) -> list[Finding]:
    """What cfn-lint finds with the serverless rules: it knows SAM's transform, conditions and nested templates."""
    stacks = {MAIN: planted(read(MAIN)), **_nested()}
    files = _written(folder, stacks)
    command = [DEV_BIN / "cfn-lint", *files, "--append-rules", "cfn_lint_serverless.rules", "--format", "json"]
    return [
        Finding(
            "cfn-lint",
            one["Rule"]["Id"],
            str([*one["Location"]["Path"], "", ""][1]),
            str(Path(one["Filename"]).relative_to(folder)),
            one["Message"],
        )
        for one in _run(command, folder)
    ]


def parliament() -> list[Finding]:
    """What parliament finds in every policy except trust policies."""
    command = [POLICY_BIN / "python", "-W", "ignore", "-c", PARLIAMENT]
    found = _run(command, ROOT, json.dumps(policies() | PLANTED_POLICIES))
    return [
        Finding("parliament", rule, name, KEY_POLICY if name == "KeyPolicy" else MAIN, text)
        for rule, name, text in found
    ]


def policies() -> dict[str, Any]:
    """The policies of roles, queues and topics, and the one that the docs give for a KMS key of the customer's own.

    Trust policies are left to checkov: parliament reports that they name no resource.
    """
    own = {f"{role}.{name}": document for role in ROLES for name, document in documents(role).items()}
    of_resources = resources("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")
    attached = {name: resolve(r["Properties"]["PolicyDocument"]) for name, r in of_resources.items()}
    return own | attached | {"KeyPolicy": key_policy()}


def key_policy() -> Any:  # noqa: ANN401 - whatever the document has
    """The only policy in docs/security.md."""
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / KEY_POLICY).read_text(), re.DOTALL)
    (document,) = [block for block in blocks if '"Statement"' in block]
    return json.loads(document)


def holders(template: Template) -> set[str]:
    """The resources that have any kind of policy besides a trust policy."""
    ways = {"PolicyDocument", "ManagedPolicyArns", "Policy", "KeyPolicy", "ResourcePolicy"}
    return {name for name, resource in template["Resources"].items() if ways & set(_keys(resource["Properties"]))}


def _keys(part: Any) -> Iterable[str]:  # noqa: ANN401 - any part of a template
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _keys(one)
    if isinstance(part, dict):
        yield from part


def _nested() -> dict[str, Template]:
    return {name: planted(read(name)) for name in NESTED}


def _written(folder: Path, stacks: dict[str, Template]) -> list[Path]:
    """Write the templates to files. They keep their names, because one refers to another by name."""
    for name, stack in stacks.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(stack, indent=1))
    return [folder / name for name in stacks]


def _file(failed: dict[str, Any], folder: Path) -> str:
    return str(Path(failed["file_abs_path"]).relative_to(folder))


def _run(command: Sequence[object], folder: Path, given: str = "", environment: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    """The JSON that a linter prints. It fails when it found something, so its status says nothing."""
    words = [str(word) for word in command]
    assert Path(words[0]).exists(), f"{words[0]} is not there, so nothing was judged; fetch it with: make static"
    SCRATCH.mkdir(parents=True, exist_ok=True)
    environment = {**(environment or os.environ), "TMPDIR": str(SCRATCH)}
    ran = subprocess.run(
        words, cwd=folder, input=given, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    try:
        return json.loads(ran.stdout)
    except ValueError as exc:
        raise AssertionError(f"{words[0]} printed no JSON, with status {ran.returncode}:\n{ran.stderr}") from exc
