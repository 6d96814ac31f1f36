"""Everything that each role may do in the deployed stack. What is not listed here must be denied.

Role -> action -> the logical ids on which it is allowed. `Id/part` and `Id:part` are parts of a resource: an index, a
stream, an alias. `*` is everything, which only those actions have that know no resources.
"""

EVERYTHING = ["*"]

_CHECK_NUMBER = ["CheckNumberFunction", "CheckNumberFunction:live", "CheckNumberFunction:1"]
_TRACES = {"xray:PutTraceSegments": EVERYTHING, "xray:PutTelemetryRecords": EVERYTHING}


def _log(group: str) -> dict[str, list[str]]:
    return {"logs:CreateLogStream": [f"{group}:log-stream"], "logs:PutLogEvents": [f"{group}:log-stream"]}


PERMISSIONS: dict[str, dict[str, list[str]]] = {
    "AddNumberRole": {
        "dynamodb:GetItem": ["DenylistTable"],
        "dynamodb:UpdateItem": ["DenylistTable", "HistoryTable"],
        **_log("AddNumberLogs"),
        **_TRACES,
    },
    "CheckNumberRole": {
        "dynamodb:GetItem": ["DenylistTable"],
        "dynamodb:UpdateItem": ["HistoryTable"],
        **_log("CheckNumberLogs"),
    },
    # CodeDeploy's; whatever part of the function it asks for, it is this function's.
    "CheckDeploymentRole": {
        "lambda:GetAlias": _CHECK_NUMBER,
        "lambda:UpdateAlias": _CHECK_NUMBER,
        "lambda:GetProvisionedConcurrencyConfig": _CHECK_NUMBER,
        "cloudwatch:DescribeAlarms": EVERYTHING,
    },
    "PipeRole": {
        "dynamodb:DescribeStream": ["DenylistTable/stream"],
        "dynamodb:GetRecords": ["DenylistTable/stream"],
        "dynamodb:GetShardIterator": ["DenylistTable/stream"],
        "dynamodb:ListStreams": EVERYTHING,
        "states:StartExecution": ["Workflow"],
        "sqs:SendMessage": ["DeadLetterQueue"],
    },
    "WorkflowRole": {
        "lambda:InvokeFunction": [
            "NormalizeNumberFunction:live",
            "IdentifyAgentFunction:live",
            "RecordChangeFunction:live",
            "WriteAlertFunction:live",
        ],
        "sns:Publish": ["SupervisorsTopic"],
        "sqs:SendMessage": ["DeadLetterQueue"],
        "logs:CreateLogDelivery": EVERYTHING,
        "logs:GetLogDelivery": EVERYTHING,
        "logs:UpdateLogDelivery": EVERYTHING,
        "logs:DeleteLogDelivery": EVERYTHING,
        "logs:ListLogDeliveries": EVERYTHING,
        "logs:PutResourcePolicy": EVERYTHING,
        "logs:DescribeResourcePolicies": EVERYTHING,
        "logs:DescribeLogGroups": EVERYTHING,
        "xray:GetSamplingRules": EVERYTHING,
        "xray:GetSamplingTargets": EVERYTHING,
        **_TRACES,
    },
    "NormalizeNumberRole": {
        **_log("NormalizeNumberLogs"),
        **_TRACES,
    },
    "IdentifyAgentRole": {
        **_log("IdentifyAgentLogs"),
        **_TRACES,
    },
    "RecordChangeRole": {
        # Within a transaction it may also put items into both tables, and update and delete in DenylistTable. A
        # simulation takes that condition for unmet. The other tests in this folder show that it is met.
        "dynamodb:GetItem": ["DenylistTable"],
        "dynamodb:UpdateItem": ["HistoryTable"],
        "dynamodb:Query": ["HistoryTable"],
        **_log("RecordChangeLogs"),
        **_TRACES,
    },
    "WriteAlertRole": {
        **_log("WriteAlertLogs"),
        **_TRACES,
    },
    "TakeStockRole": {
        # It may also count by a query, on a condition that the emulator's simulation always takes for unmet.
        "sns:GetTopicAttributes": ["SupervisorsTopic"],
        **_log("TakeStockLogs"),
    },
    "ReviewEntriesRole": {
        "dynamodb:GetItem": ["DenylistTable"],
        "dynamodb:BatchGetItem": ["DenylistTable", "HistoryTable"],
        "dynamodb:UpdateItem": ["DenylistTable", "HistoryTable"],
        "dynamodb:Query": ["DenylistTable/index/ByStatus", "HistoryTable", "HistoryTable/index/ByActor"],
        **_log("ReviewEntriesLogs"),
        **_TRACES,
    },
}

# What is added if ConnectInstanceArn is given. The emulator cannot deploy it, having no Connect, but evaluates it.
# Both actions stand in one statement; IAM never asks for the one on the other's kind of resource.
_CALLS_AND_AGENTS = {
    "connect:DescribeContact": ["ConnectInstance/contact", "ConnectInstance/agent"],
    "connect:DescribeUser": ["ConnectInstance/contact", "ConnectInstance/agent"],
}
PERMISSIONS_WITH_CONNECT = {"IdentifyAgentRole": _CALLS_AND_AGENTS, "ReviewEntriesRole": _CALLS_AND_AGENTS}

# What is added if AlertDigestMinutes is not 0, for HistoryTable's partition `digest` only.
PERMISSIONS_WITH_DIGEST: dict[str, dict[str, list[str]]] = {
    "WorkflowRole": {"dynamodb:PutItem": ["HistoryTable"]},
    "SendDigestRole": {
        "dynamodb:Query": ["HistoryTable"],
        "dynamodb:BatchWriteItem": ["HistoryTable"],
        "sns:Publish": ["SupervisorsTopic"],
        **_log("SendDigestLogs"),
    },
}

# Actions that are allowed on everything, mostly because IAM knows no resources for them. The emulator answers "allowed"
# to these for every resource, so the test proves only that no other action is allowed like this.
WITHOUT_RESOURCES = {
    "cloudwatch:DescribeAlarms": "CodeDeploy watches its alarms by it; AWS's own policy has it on everything",
    "dynamodb:ListStreams": "tells which streams there are; knows no resources (Service Authorization Reference)",
    "logs:CreateLogDelivery": "Step Functions delivers its log by these (Developer Guide, Logging to CloudWatch)",
    "logs:GetLogDelivery": "as above",
    "logs:UpdateLogDelivery": "as above",
    "logs:DeleteLogDelivery": "as above",
    "logs:ListLogDeliveries": "as above",
    "logs:PutResourcePolicy": "as above",
    "logs:DescribeResourcePolicies": "as above",
    "logs:DescribeLogGroups": "as above",
    "xray:PutTraceSegments": "X-Ray knows no resources",
    "xray:PutTelemetryRecords": "X-Ray knows no resources",
    "xray:GetSamplingRules": "X-Ray knows no resources",
    "xray:GetSamplingTargets": "X-Ray knows no resources",
}

# The test asks about every operation of these services, and about every action that the template names.
SERVICES = {
    "cloudformation": "cloudformation",
    "cloudwatch": "cloudwatch",
    "codedeploy": "codedeploy",
    "cognito-idp": "cognito-idp",
    "connect": "connect",
    "dynamodb": "dynamodb",
    "dynamodbstreams": "dynamodb",
    "events": "events",
    "iam": "iam",
    "kms": "kms",
    "lambda": "lambda",
    "logs": "logs",
    "pipes": "pipes",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "stepfunctions": "states",
    "sts": "sts",
    "xray": "xray",
}

# Operations whose action has another name, or that have no action.
WITHOUT_OPERATION = {
    "apigateway:PATCH",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLSelect",
    "dynamodb:PartiQLUpdate",
    "execute-api:Invoke",
    "iam:PassRole",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "lambda:InvokeFunction",
    "lambda:InvokeFunctionUrl",
    "s3:ListAllMyBuckets",
    "s3:ListBucket",
}
