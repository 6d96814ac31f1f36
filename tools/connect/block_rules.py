"""The blocks that our flows may hold, one row each: what Amazon Connect accepts, and nothing else.

Source: the pages of AWS's "Amazon Connect Flow language", unless a row says otherwise. A block that is not in the
table is refused, so that a flow cannot run here with less than it would need there.
"""

from collections.abc import Mapping

from tools.connect import parameter_checks as value
from tools.connect.block_rule import (
    AT_CAPACITY,
    CHAT,
    CONTACT_FLOW,
    CONVERSATIONS,
    CUSTOMER_QUEUE,
    FLOWS_ALONE,
    INBOUND,
    MODULE,
    NO_MATCHING_CONDITION,
    NO_MATCHING_ERROR,
    ROUTING,
    TIME_OUT,
    VIEW_TIME_OUT,
    VOICE,
    WHISPERS,
    BlockRule,
)
from tools.connect.conditions import OPERATORS

_EQUALS = frozenset({"Equals"})
_A_WEEK = 604_800  # seconds: no chat, and so no view, lasts longer

BLOCK_RULES: Mapping[str, BlockRule] = {
    "UpdateFlowLoggingBehavior": BlockRule(
        required={"FlowLoggingBehavior": value.one_of("Enabled", "Disabled")},
        errors=frozenset(),
        takes_errors=False,
    ),
    "InvokeLambdaFunction": BlockRule(
        required={"LambdaFunctionARN": value.function, "InvocationTimeLimitSeconds": value.whole_seconds(8)},
        # Amazon Connect also takes ASYNCHRONOUS and JSON, but our flows wait for flat answers.
        optional={
            "InvocationType": value.exactly("SYNCHRONOUS"),
            "ResponseValidation": value.exactly({"ResponseType": "STRING_MAP"}),
            "LambdaInvocationAttributes": value.string_map,
        },
    ),
    "InvokeFlowModule": BlockRule(
        required={"FlowModuleId": value.resource("flow-module")},
        flow_types=frozenset({CONTACT_FLOW}),
    ),
    "Compare": BlockRule(
        required={"ComparisonValue": value.path_only},
        errors=frozenset({NO_MATCHING_CONDITION}),
        operators=frozenset(OPERATORS),
        goes_on=False,
    ),
    # Its page lists an error branch, but the service takes the block without it, as exported flows show.
    "MessageParticipant": BlockRule(
        required={"Text": value.spoken},
        errors=frozenset(),
        optional_errors=frozenset({NO_MATCHING_ERROR}),
        flow_types=ROUTING | CUSTOMER_QUEUE | WHISPERS,
        channels=CONVERSATIONS,
    ),
    "GetParticipantInput": BlockRule(
        required={
            "Text": value.spoken,
            "InputTimeLimitSeconds": value.whole_seconds(180),
            "StoreInput": value.exactly("False"),
        },
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, TIME_OUT}),
        operators=_EQUALS,
        operand=value.key,
        flow_types=FLOWS_ALONE | CUSTOMER_QUEUE,
        channels=VOICE,
        goes_on=False,
    ),
    "ShowView": BlockRule(
        required={"ViewResource": value.view_resource, "InvocationTimeLimitSeconds": value.whole_seconds(_A_WEEK)},
        optional={"ViewData": value.json_object},
        errors=frozenset({NO_MATCHING_ERROR, NO_MATCHING_CONDITION, VIEW_TIME_OUT}),
        operators=_EQUALS,
        flow_types=INBOUND | CUSTOMER_QUEUE,
        channels=CHAT,
        goes_on=False,
    ),
    "UpdateContactAttributes": BlockRule(
        required={"Attributes": value.filled_map}, optional={"TargetContact": value.exactly("Current")}
    ),
    # As for MessageParticipant, the service takes the block without the error branch that its page lists.
    "UpdateContactTextToSpeechVoice": BlockRule(
        required={"TextToSpeechVoice": value.voice},
        optional={"TextToSpeechEngine": value.one_of(*value.ENGINES)},
        errors=frozenset(),
        optional_errors=frozenset({NO_MATCHING_ERROR}),
    ),
    "UpdateContactEventHooks": BlockRule(required={"EventHooks": value.event_hook}),
    # Its page lists no error branch, but the service refuses the block without one, and exported flows have it.
    "TagContact": BlockRule(required={"Tags": value.tags}),
    "UpdateContactTargetQueue": BlockRule(required={"QueueId": value.resource("queue")}, flow_types=FLOWS_ALONE),
    "TransferContactToQueue": BlockRule(
        errors=frozenset({AT_CAPACITY, NO_MATCHING_ERROR}),
        flow_types=ROUTING,
        goes_on=False,
        leaves=True,
    ),
    # Without CallerId, the customer sees the queue's caller id (call-phone-number).
    "CompleteOutboundCall": BlockRule(errors=frozenset(), flow_types=frozenset({"OUTBOUND_WHISPER"}), channels=VOICE),
    "DisconnectParticipant": BlockRule(errors=frozenset(), flow_types=FLOWS_ALONE | CUSTOMER_QUEUE, terminal=True),
    "EndFlowExecution": BlockRule(errors=frozenset(), flow_types=CUSTOMER_QUEUE | WHISPERS, terminal=True),
    "EndFlowModuleExecution": BlockRule(errors=frozenset(), flow_types=frozenset({MODULE}), terminal=True),
}
