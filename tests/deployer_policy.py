"""The IAM rights that an operator needs to deploy, from CloudFormation's schema of each resource type in the templates.

`python -m tests.deployer_policy` writes docs/deployer-policy.json; a test compares the two.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.replacements import ours, permissions
from tools.common.paths import NESTED, ROOT
from tools.common.template import read_template

FILE = ROOT / "docs" / "deployer-policy.json"
HERE = "REGION:ACCOUNT"
HANDLERS = ("create", "read", "update", "delete")

# Services and actions that the schemas name for properties that no template here has.
OTHERS = {
    "cases", "cloudfront", "ds", "ec2", "elasticfilesystem", "firehose", "kinesis", "lex",
    "mobiletargeting", "s3", "s3files", "ses", "voiceid", "wisdom",
}  # fmt: skip
UNUSED = re.compile(
    r"dynamodb:(\w*Item|Query|Scan|Import\w*|DescribeImport|\w+KinesisStreamingDestination|\w+TableReplica|\w+ResourcePolicy)"
    r"|lambda:(addPermission|PassCapacityProvider|\w*(Put|Delete|Associate)\w*(CodeSigning|Provisioned|Recursion|Scaling|Runtime)\w*)"
    r"|logs:(Put|Delete)(DataProtection|Index)\w*|logs:PutBearer\w*|logs:PutLog\w*|logs:CreateLogStream"
    r"|app-integrations:\w+EventIntegration\w*|connect:\w*(Bot|EmailAddress|OutboundEmail|AgentGroup)\w*"
    r"|sns:PutDataProtectionPolicy|iam:(Attach|Detach)\w*|iam:\w*PermissionsBoundary|iam:CreateServiceLinkedRole|iam:PassRole"
    r"|codedeploy:(RegisterOnPremisesInstance)|cognito-idp:AddCustomAttributes"
)
DYNAMODB_READS = {"dynamodb:DescribeKinesisStreamingDestination", "dynamodb:GetResourcePolicy"}

# Where a service's names begin with the stack's name, its rights are limited to those; else to the account and Region.
NAMED = {
    "cloudwatch": [
        "arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:STACK-*",
        "arn:PARTITION:cloudwatch::ACCOUNT:dashboard/*",
    ],
    "dynamodb": ["arn:PARTITION:dynamodb:REGION:ACCOUNT:table/STACK-*"],
    "events": ["arn:PARTITION:events:REGION:ACCOUNT:rule/STACK-*"],
    "iam": ["arn:PARTITION:iam::ACCOUNT:role/STACK-*"],
    "lambda": ["arn:PARTITION:lambda:REGION:ACCOUNT:function:STACK-*", "arn:PARTITION:lambda:REGION:ACCOUNT:layer:*"],
    "sns": ["arn:PARTITION:sns:REGION:ACCOUNT:STACK-*"],
    "sqs": ["arn:PARTITION:sqs:REGION:ACCOUNT:STACK-*"],
    "apigateway": ["arn:PARTITION:apigateway:REGION::*"],
    "pipes": ["arn:PARTITION:pipes:REGION:ACCOUNT:pipe/*"],
    "states": ["arn:PARTITION:states:REGION:ACCOUNT:*"],
    "codedeploy": ["arn:PARTITION:codedeploy:REGION:ACCOUNT:*"],
    "connect": ["arn:PARTITION:connect:REGION:ACCOUNT:instance/*"],
    "app-integrations": ["arn:PARTITION:app-integrations:REGION:ACCOUNT:application*"],
}
# Rights of these services that cannot be limited to a resource (Service Authorization Reference).
NAMELESS = {
    "codedeploy:StopDeployment", "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe",
}  # fmt: skip
PASSED_TO = ["lambda", "states", "pipes", "codedeploy"]
COMMANDS = [
    "CancelUpdateStack", "ContinueUpdateRollback", "CreateChangeSet", "CreateStack", "DeleteChangeSet", "DeleteStack",
    "DescribeChangeSet", "DescribeStackDriftDetectionStatus", "DescribeStackEvents", "DescribeStackResource",
    "DescribeStackResourceDrifts", "DescribeStackResources", "DescribeStacks", "DetectStackDrift",
    "DetectStackResourceDrift", "ExecuteChangeSet", "GetTemplate", "GetTemplateSummary", "ListStackResources",
    "UpdateStack",
]  # fmt: skip
BUCKET = [
    "CreateBucket", "GetBucketLocation", "GetBucketPolicy", "GetObject", "ListBucket", "PutBucketPolicy",
    "PutBucketPublicAccessBlock", "PutBucketTagging", "PutBucketVersioning", "PutEncryptionConfiguration", "PutObject",
]  # fmt: skip

type Statement = dict[str, Any]


def kinds() -> set[str]:
    """Every type of resource in the templates, as CloudFormation sees them."""
    templates = [ours(), *(read_template(path) for path in NESTED)]
    return {resource["Type"] for template in templates for resource in template["Resources"].values()}


def needed() -> dict[str, set[str]]:
    """The rights that the schemas name for these types, by service, without those for properties that are not used."""
    found: dict[str, set[str]] = defaultdict(set)
    for right in (right for kind in kinds() for right in permissions(kind, *HANDLERS)):
        service = right.partition(":")[0]
        if service not in OTHERS and (right in DYNAMODB_READS or not UNUSED.fullmatch(right)):
            found[service].add(right)
    return dict(found)


def policy() -> dict[str, Any]:
    rights = needed()
    own = rights.pop("cloudformation", set()) | {f"cloudformation:{command}" for command in COMMANDS}
    stacks = [
        f"arn:PARTITION:cloudformation:{HERE}:stack/{name}"
        for name in ("STACK/*", "STACK-*", "aws-sam-cli-managed-default/*")
    ]
    services = [statement(service, rights[service] - NAMELESS, NAMED.get(service, ["*"])) for service in sorted(rights)]
    return {
        "Version": "2012-10-17",
        "Statement": [
            statement(
                "CloudFormation",
                own,
                [*stacks, "arn:PARTITION:cloudformation:REGION:aws:transform/Serverless-2016-10-31"],
            ),
            statement(
                "BucketOfSam",
                (f"s3:{action}" for action in BUCKET),
                ["arn:PARTITION:s3:::aws-sam-cli-managed-default*"],
            ),
            statement("WhatHasNoName", {"sts:GetCallerIdentity"} | NAMELESS, ["*"]),
            *services,
            statement("PassRolesOn", ["iam:PassRole"], NAMED["iam"])
            | {"Condition": {"StringEquals": {"iam:PassedToService": [f"{one}.amazonaws.com" for one in PASSED_TO]}}},
        ],
    }


def statement(title: str, actions: Iterable[str], on: list[str]) -> Statement:
    """One statement, with its actions sorted."""
    sid = re.sub(r"\W", "", title[0].upper() + title[1:])
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": on}


def text() -> str:
    """The policy as the file has it: JSON with two spaces of indentation."""
    return json.dumps(policy(), indent=2) + "\n"


def main() -> None:
    FILE.write_text(text())


if __name__ == "__main__":
    main()
