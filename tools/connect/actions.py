"""The actions a flow may hold, one row each: what Amazon Connect accepts, and nothing else.

Source: AWS "Amazon Connect Flow language" action pages; error lists as the import of a flow demands them.
An action that is not in the table is refused, so a flow never runs here on less than it would need there.
"""

from collections.abc import Mapping

from tools.connect import parameters as value
from tools.connect.check.action_rule import (
    AT_CAPACITY,
    CHAT,
    CONTACT_FLOW,
    CONVERSATIONS,
    CUSTOMER_QUEUE,
    EVERY_CHANNEL,
    EVERY_FLOW,
    FLOWS_ALONE,
    INBOUND,
    MODULE,
    NO_MATCHING_CONDITION,
    NO_MATCHING_ERROR,
    QUEUE_TRANSFER,
    ROUTING,
    TIME_OUT,
    VIEW_TIME_OUT,
    VOICE,
    WHISPERS,
    ActionRule,
)
from tools.connect.conditions import OPERATORS
from tools.connect.parameters import Check

__all__ = [
    "ACTIONS",
    "AT_CAPACITY",
    "CONTACT_FLOW",
    "EVERY_CHANNEL",
    "EVERY_FLOW",
    "MODULE",
    "NO_MATCHING_CONDITION",
    "NO_MATCHING_ERROR",
    "QUEUE_TRANSFER",
    "TIME_OUT",
    "VIEW_TIME_OUT",
    "ActionRule",
    "rule_of",
]

_TEXTS: Mapping[str, Check] = {"Text": value.spoken, "SSML": value.ssml, "PromptId": value.resource("prompt")}
_EQUALS = frozenset({"Equals"})
_A_WEEK = 604_800  # seconds: no chat, and so no view, lasts longer

ACTIONS: Mapping[str, ActionRule] = {
    "UpdateFlowLoggingBehavior": ActionRule(
        required={"FlowLoggingBehavior": value.one_of("Enabled", "Disabled")},
        errors=frozenset(),
        takes_errors=False,
    ),
    "InvokeLambdaFunction": ActionRule(
        required={
            "LambdaFunctionARN": value.function,
            "InvocationTimeLimitSeconds": value.whole_seconds(8),
        },
        # Connect also takes ASYNCHRONOUS and JSON. The interpreter does not: a flow here waits for flat answers.
        optional={
            "InvocationType": value.exactly("SYNCHRONOUS"),
            "ResponseValidation": value.exactly({"ResponseType": "STRING_MAP"}),
            "LambdaInvocationAttributes": value.string_map,
        },
    ),
    "InvokeFlowModule": ActionRule(
        required={"FlowModuleId": value.resource("flow-module")},
        flow_types=frozenset({CONTACT_FLOW}),
    ),
    "Compare": ActionRule(
        required={"ComparisonValue": value.path_only},
        errors=frozenset({NO_MATCHING_CONDITION}),
        operators=frozenset(OPERATORS),
        goes_on=False,
    ),
    "Loop": ActionRule(
        required={"LoopCount": value.loop_count},
        errors=frozenset(),
        extra_errors=frozenset({NO_MATCHING_ERROR}),
        operators=_EQUALS,
        operand=value.one_of("ContinueLooping", "DoneLooping"),
        needs_operands=frozenset({"ContinueLooping", "DoneLooping"}),
        goes_on=False,
    ),
    "MessageParticipant": ActionRule(
        alternatives=_TEXTS,
        needs_alternative=True,
        errors=frozenset(),  # its page lists one, the service takes the block without it
        extra_errors=frozenset({NO_MATCHING_ERROR}),
        flow_types=ROUTING | CUSTOMER_QUEUE | WHISPERS,
        channels=CONVERSATIONS,
    ),
    "GetParticipantInput": ActionRule(
        required={"InputTimeLimitSeconds": value.whole_seconds(180), "StoreInput": value.one_of("False", "True")},
        alternatives=_TEXTS,
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, TIME_OUT}),
        operators=_EQUALS,
        operand=value.key,
        flow_types=FLOWS_ALONE | CUSTOMER_QUEUE,
        channels=VOICE,
        goes_on=False,
    ),
    # Its page lists an error; the service refuses the block with that branch.
    "UpdateContactRecordingBehavior": ActionRule(
        required={"RecordingBehavior": value.json_object},
        errors=frozenset(),
        flow_types=ROUTING | CUSTOMER_QUEUE | WHISPERS,
        channels=CONVERSATIONS,
    ),
    "ShowView": ActionRule(
        required={"ViewResource": value.view_resource, "InvocationTimeLimitSeconds": value.whole_seconds(_A_WEEK)},
        optional={
            "ViewData": value.json_object,
            "SensitiveDataConfiguration": value.exactly({"HideResponseOn": ["TRANSCRIPT"]}),
        },
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, VIEW_TIME_OUT}),
        operators=_EQUALS,
        flow_types=INBOUND | CUSTOMER_QUEUE,
        channels=CHAT,
        goes_on=False,
    ),
    "UpdateContactAttributes": ActionRule(
        required={"Attributes": value.filled_map},
        optional={"TargetContact": value.one_of("Current", "Related")},
    ),
    "UpdateContactTextToSpeechVoice": ActionRule(
        required={"TextToSpeechVoice": value.voice},
        optional={"TextToSpeechEngine": value.one_of(*value.ENGINES), "TextToSpeechStyle": value.static_only},
        errors=frozenset(),  # as MessageParticipant
        extra_errors=frozenset({NO_MATCHING_ERROR}),
    ),
    "UpdateContactEventHooks": ActionRule(required={"EventHooks": value.event_hook}),
    # Its page lists no errors, but the service refuses the block without this branch, and exports carry it.
    "TagContact": ActionRule(required={"Tags": value.tags}),
    "UpdateContactTargetQueue": ActionRule(
        alternatives={"QueueId": value.resource("queue"), "AgentId": value.resource("agent")},
        needs_alternative=True,
        flow_types=FLOWS_ALONE,
    ),
    "TransferContactToQueue": ActionRule(
        errors=frozenset({AT_CAPACITY, NO_MATCHING_ERROR}),
        flow_types=ROUTING,
        goes_on=False,
        leaves=True,
    ),
    "TransferToFlow": ActionRule(
        required={"ContactFlowId": value.resource("contact-flow")},
        flow_types=FLOWS_ALONE,
        goes_on=False,
        leaves=True,
    ),
    "CompleteOutboundCall": ActionRule(
        # CallerId is left out: without it the queue's caller id is shown (call-phone-number).
        errors=frozenset(),
        flow_types=frozenset({"OUTBOUND_WHISPER"}),
        channels=VOICE,
    ),
    "DisconnectParticipant": ActionRule(
        errors=frozenset(),
        flow_types=FLOWS_ALONE | CUSTOMER_QUEUE,
        terminal=True,
    ),
    "EndFlowExecution": ActionRule(
        errors=frozenset(),
        flow_types=CUSTOMER_QUEUE | WHISPERS,
        terminal=True,
    ),
    "EndFlowModuleExecution": ActionRule(errors=frozenset(), flow_types=frozenset({MODULE}), terminal=True),
}

# GetParticipantInput with StoreInput "True": what is keyed is kept in $.StoredCustomerInput, and decides no branch.
STORED_INPUT = ActionRule(
    required={**ACTIONS["GetParticipantInput"].required, "InputValidation": value.json_object},
    optional={"DTMFConfiguration": value.dtmf},
    alternatives=_TEXTS,
    flow_types=FLOWS_ALONE | CUSTOMER_QUEUE,
    channels=VOICE,
)


def rule_of(kind: str, parameters: Mapping[str, object]) -> ActionRule:
    """Find the row of an action; only asking for keys has two, by what is done with them."""
    stores = kind == "GetParticipantInput" and parameters.get("StoreInput") == "True"
    return STORED_INPUT if stores else ACTIONS[kind]
