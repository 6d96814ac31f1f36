"""What flows/connect.yaml holds beside the flows themselves."""

from typing import Any

from tools.common.tagged_yaml import GetAtt, Ref, Tagged
from tools.connect.names import FLAG_QUEUE_NAME, QUICK_CONNECT_NAME

HEAD = """\
# Made by `make connect-template` from flows/*.json, flows/prompts/ and flows/views/; edit those, never this file.
# template.yaml nests it where ConnectInstanceArn, QueueArn and HoursOfOperationArn are given.
"""

DESCRIPTION = "A deny list for Amazon Connect - its flows, their views and the agents' quick connect."

# What each choice is about; the words to choose from are those of the flows and of the catalogues.
WORDS = {
    "Language": "Language of the prompts and of the forms.",
    "DeniedMessage": "reference - a denied caller hears a short message; silent - the call just ends.",
    "OutboundNotice": "show - an agent who dials a denied number is told; silent - nothing is shown.",
    "FlowLogs": "as_is - the flows leave the instance's flow log as it is; on, off - each flow switches it.",
}

_ARN = "arn:aws[a-z-]*:{service}:[a-z0-9-]+:[0-9]{{12}}:{rest}"


def _arn(service: str, rest: str, description: str, example: str) -> dict[str, Any]:
    return {
        "Type": "String",
        "Description": description,
        "AllowedPattern": f"^{_ARN.format(service=service, rest=rest)}$",
        "ConstraintDescription": f"an ARN such as {example}",
    }


_INSTANCE = "instance/[0-9a-f-]{36}"
_HERE = "arn:aws:connect:us-east-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef"
_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:name:live"

PARAMETERS: dict[str, dict[str, Any]] = {
    "ConnectInstanceArn": _arn("connect", _INSTANCE, "ARN of the instance that gets the flows.", _HERE),
    "CheckNumberArn": _arn("lambda", "function:[A-Za-z0-9_-]+:live", "What inbound flows invoke.", _FUNCTION),
    "AddNumberArn": _arn("lambda", "function:[A-Za-z0-9_-]+:live", "What flag flows invoke.", _FUNCTION),
    "QueueArn": _arn(
        "connect",
        f"{_INSTANCE}/queue/[0-9a-f-]{{36}}",
        "ARN of the queue where ordinary contacts wait.",
        f"{_HERE}/queue/01234567-89ab-cdef-0123-456789abcdef",
    ),
    "HoursOfOperationArn": _arn(
        "connect",
        f"{_INSTANCE}/operating-hours/[0-9a-f-]{{36}}",
        "ARN of the hours of operation of the queue that the quick connect needs.",
        f"{_HERE}/operating-hours/01234567-89ab-cdef-0123-456789abcdef",
    ),
}

CONDITIONS: dict[str, Any] = {
    "SetsFlowLogs": Tagged("!Not", [Tagged("!Equals", [Ref("FlowLogs"), "as_is"])]),
    "FlowLogsAreOn": Tagged("!Equals", [Ref("FlowLogs"), "on"]),
}

# A quick connect must name a queue even if its flow never queues a call; a queue of its own, because one that agents
# work in lists the quick connect, and each would then have to be made before the other.
QUEUE: dict[str, Any] = {
    "Type": "AWS::Connect::Queue",
    "Properties": {
        "InstanceArn": Ref("ConnectInstanceArn"),
        "Name": FLAG_QUEUE_NAME,
        "Description": "No contact waits here. The quick connect of the deny list has to name a queue.",
        "HoursOfOperationArn": Ref("HoursOfOperationArn"),
    },
}

QUICK_CONNECT: dict[str, Any] = {
    "Type": "AWS::Connect::QuickConnect",
    "Properties": {
        "InstanceArn": Ref("ConnectInstanceArn"),
        "Name": QUICK_CONNECT_NAME,
        "Description": "Adds the number of the call to the deny list",
        "QuickConnectConfig": {
            "QuickConnectType": "QUEUE",
            "QueueConfig": {
                "QueueArn": GetAtt("FlagQueue.QueueArn"),
                "ContactFlowArn": GetAtt("FlagNumberFlow.ContactFlowArn"),
            },
        },
    },
}

OUTPUTS: dict[str, Any] = {
    "QuickConnectArn": {
        "Description": "What make connect attaches to the queues that agents work in",
        "Value": GetAtt("FlagQuickConnect.QuickConnectArn"),
    },
    "InboundFlowArn": {
        "Description": "What make connect attaches a claimed number to",
        "Value": GetAtt("InboundFlow.ContactFlowArn"),
    },
}
