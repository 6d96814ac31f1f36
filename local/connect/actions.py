"""The actions our flows use, one row each: what Amazon Connect accepts, and nothing else.

Source: AWS "Amazon Connect Flow language" action pages; error lists as the import of a flow demands them.
An action that is not in the table is refused, so a flow never runs here on less than it would need there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from local.connect.conditions import OPERATORS
from local.connect.parameters import (
    Check,
    exactly,
    key,
    one_of,
    operand,
    path_only,
    static_or_path,
    string_map,
    text,
    whole_seconds,
)

CONTACT_FLOW = "CONTACT_FLOW"
QUEUE_TRANSFER = "QUEUE_TRANSFER"

# Flow types as `AWS::Connect::ContactFlow` spells them.
WHISPERS = frozenset({"CUSTOMER_WHISPER", "AGENT_WHISPER", "OUTBOUND_WHISPER"})
HOLDS = frozenset({"CUSTOMER_HOLD", "AGENT_HOLD"})
ROUTING = frozenset({CONTACT_FLOW, QUEUE_TRANSFER, "AGENT_TRANSFER"})
CUSTOMER_QUEUE = frozenset({"CUSTOMER_QUEUE"})
EVERY_FLOW = ROUTING | CUSTOMER_QUEUE | WHISPERS | HOLDS

VOICE = frozenset({"VOICE"})
CONVERSATIONS = VOICE | {"CHAT"}
EVERY_CHANNEL = CONVERSATIONS | {"TASK", "EMAIL"}

NO_MATCHING_ERROR = "NoMatchingError"
NO_MATCHING_CONDITION = "NoMatchingCondition"
TIME_OUT = "InputTimeLimitExceeded"
AT_CAPACITY = "QueueAtCapacity"


@dataclass(frozen=True, kw_only=True)
class ActionRule:
    """One action: its parameters, its branches, and where it may stand."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    alternatives: Mapping[str, Check] = field(default_factory=dict)  # at most one of these
    needs_alternative: bool = False
    errors: frozenset[str] = frozenset({NO_MATCHING_ERROR})  # exactly these, each once
    operators: frozenset[str] = frozenset()  # empty: no conditions
    operand: Check = operand
    flow_types: frozenset[str] = EVERY_FLOW
    channels: frozenset[str] = EVERY_CHANNEL
    terminal: bool = False
    goes_on: bool = True  # false: NextAction must be written, but no run ever takes it


_PROMPTS: Mapping[str, Check] = {"Text": text, "SSML": text, "PromptId": static_or_path}

ACTIONS: Mapping[str, ActionRule] = {
    "UpdateFlowLoggingBehavior": ActionRule(
        required={"FlowLoggingBehavior": one_of("Enabled", "Disabled")},
        errors=frozenset(),
    ),
    "InvokeLambdaFunction": ActionRule(
        required={
            "LambdaFunctionARN": static_or_path,
            "InvocationTimeLimitSeconds": whole_seconds(8),
            "InvocationType": one_of("SYNCHRONOUS"),
            "ResponseValidation": exactly({"ResponseType": "STRING_MAP"}),
        },
        optional={"LambdaInvocationAttributes": string_map},
    ),
    "Compare": ActionRule(
        required={"ComparisonValue": path_only},
        errors=frozenset({NO_MATCHING_CONDITION}),
        operators=frozenset(OPERATORS),
        goes_on=False,
    ),
    "MessageParticipant": ActionRule(
        alternatives=_PROMPTS,
        needs_alternative=True,
        flow_types=ROUTING | CUSTOMER_QUEUE | WHISPERS,
        channels=CONVERSATIONS,
    ),
    "GetParticipantInput": ActionRule(
        required={"InputTimeLimitSeconds": whole_seconds(180), "StoreInput": one_of("False")},
        alternatives=_PROMPTS,
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, TIME_OUT}),
        operators=frozenset({"Equals"}),
        operand=key,
        flow_types=ROUTING | CUSTOMER_QUEUE,
        channels=VOICE,
        goes_on=False,
    ),
    "UpdateContactAttributes": ActionRule(
        required={"Attributes": string_map, "TargetContact": one_of("Current")},
    ),
    "UpdateContactTargetQueue": ActionRule(
        alternatives={"QueueId": static_or_path, "AgentId": static_or_path},
        needs_alternative=True,
        flow_types=ROUTING,
    ),
    "TransferContactToQueue": ActionRule(
        errors=frozenset({AT_CAPACITY, NO_MATCHING_ERROR}),
        flow_types=ROUTING,
        goes_on=False,
    ),
    "DisconnectParticipant": ActionRule(
        errors=frozenset(),
        flow_types=ROUTING | CUSTOMER_QUEUE,
        terminal=True,
    ),
}
