"""The actions a flow may hold, one row each: what Amazon Connect accepts, and nothing else.

Source: AWS "Amazon Connect Flow language" action pages; error lists as the import of a flow demands them.
An action that is not in the table is refused, so a flow never runs here on less than it would need there.
"""

from collections.abc import Mapping

from local.connect import parameters as value
from local.connect.action_rule import (
    AT_CAPACITY,
    CHAT,
    CONTACT_FLOW,
    CONVERSATIONS,
    CUSTOMER_QUEUE,
    EVERY_CHANNEL,
    EVERY_FLOW,
    INBOUND,
    MODULE,
    NO_MATCHING_CONDITION,
    NO_MATCHING_ERROR,
    QUEUE_TRANSFER,
    ROUTING,
    TIME_OUT,
    TRANSFERS,
    VIEW_TIME_OUT,
    VOICE,
    WHISPERS,
    ActionRule,
)
from local.connect.conditions import OPERATORS
from local.connect.parameters import Check

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
]

_TEXTS: Mapping[str, Check] = {"Text": value.text, "SSML": value.text, "PromptId": value.static_or_path}
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
            "LambdaFunctionARN": value.static_or_path,
            "InvocationTimeLimitSeconds": value.whole_seconds(8),
            "InvocationType": value.one_of("SYNCHRONOUS"),
            "ResponseValidation": value.exactly({"ResponseType": "STRING_MAP"}),
        },
        optional={"LambdaInvocationAttributes": value.string_map},
    ),
    "InvokeFlowModule": ActionRule(
        required={"FlowModuleId": value.static_or_path},
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
        alternatives={**_TEXTS, "Media": value.media},
        needs_alternative=True,
        flow_types=ROUTING | CUSTOMER_QUEUE | WHISPERS,
        channels=CONVERSATIONS,
        speaks=True,
    ),
    "GetParticipantInput": ActionRule(
        required={"InputTimeLimitSeconds": value.whole_seconds(180), "StoreInput": value.one_of("False")},
        optional={"DTMFConfiguration": value.dtmf},
        alternatives=_TEXTS,
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, TIME_OUT}),
        operators=_EQUALS,
        operand=value.key,
        flow_types=ROUTING | CUSTOMER_QUEUE,
        channels=VOICE,
        goes_on=False,
        speaks=True,
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
        speaks=True,
    ),
    "UpdateContactAttributes": ActionRule(
        required={"Attributes": value.string_map, "TargetContact": value.one_of("Current", "Related")},
    ),
    "UpdateContactTextToSpeechVoice": ActionRule(
        required={"TextToSpeechVoice": value.static_only},
        optional={"TextToSpeechEngine": value.static_only, "TextToSpeechStyle": value.static_only},
    ),
    "UpdateContactEventHooks": ActionRule(required={"EventHooks": value.event_hook}),
    # Its page lists no errors, but the service refuses the block without this branch, and exports carry it.
    "TagContact": ActionRule(required={"Tags": value.tags}),
    "CreateTask": ActionRule(
        required={"ContactFlowId": value.static_or_path, "Name": value.text},
        optional={
            "Description": value.text,
            "Attributes": value.string_map,
            "References": value.json_object,
            "TaskTemplateId": value.static_only,
        },
        alternatives={"DelaySeconds": value.delay, "ScheduledTime": value.text},
        flow_types=ROUTING,
    ),
    "UpdateContactTargetQueue": ActionRule(
        alternatives={"QueueId": value.static_or_path, "AgentId": value.static_or_path},
        needs_alternative=True,
        flow_types=ROUTING,
    ),
    "TransferContactToQueue": ActionRule(
        errors=frozenset({AT_CAPACITY, NO_MATCHING_ERROR}),
        flow_types=ROUTING,
        goes_on=False,
        leaves=True,
    ),
    "TransferToFlow": ActionRule(
        required={"ContactFlowId": value.static_or_path},
        flow_types=frozenset({CONTACT_FLOW}) | TRANSFERS,
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
        flow_types=ROUTING | CUSTOMER_QUEUE,
        terminal=True,
    ),
    "EndFlowExecution": ActionRule(
        errors=frozenset(),
        flow_types=CUSTOMER_QUEUE | WHISPERS,
        terminal=True,
    ),
    "EndFlowModuleExecution": ActionRule(errors=frozenset(), flow_types=frozenset({MODULE}), terminal=True),
}
