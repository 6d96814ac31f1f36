"""What one row of the table of actions says: parameters, branches, and where the action may stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.connect.parameters import Check, operand

# Flow types as `AWS::Connect::ContactFlow` spells them; MODULE stands for `AWS::Connect::ContactFlowModule`.
CONTACT_FLOW = "CONTACT_FLOW"
QUEUE_TRANSFER = "QUEUE_TRANSFER"
MODULE = "MODULE"

# A module runs only inside inbound flows (contact-flow-modules), so it may hold what they may, but for FLOWS_ALONE.
INBOUND = frozenset({CONTACT_FLOW, MODULE})
TRANSFERS = frozenset({QUEUE_TRANSFER, "AGENT_TRANSFER"})
ROUTING = INBOUND | TRANSFERS
FLOWS_ALONE = frozenset({CONTACT_FLOW}) | TRANSFERS  # their pages do not list modules
WHISPERS = frozenset({"CUSTOMER_WHISPER", "AGENT_WHISPER", "OUTBOUND_WHISPER"})
HOLDS = frozenset({"CUSTOMER_HOLD", "AGENT_HOLD"})
CUSTOMER_QUEUE = frozenset({"CUSTOMER_QUEUE"})
EVERY_FLOW = ROUTING | CUSTOMER_QUEUE | WHISPERS | HOLDS

VOICE = frozenset({"VOICE"})
CHAT = frozenset({"CHAT"})
CONVERSATIONS = VOICE | CHAT
EVERY_CHANNEL = CONVERSATIONS | {"TASK", "EMAIL"}

NO_MATCHING_ERROR = "NoMatchingError"
NO_MATCHING_CONDITION = "NoMatchingCondition"
TIME_OUT = "InputTimeLimitExceeded"
VIEW_TIME_OUT = "TimeLimitExceeded"
AT_CAPACITY = "QueueAtCapacity"


@dataclass(frozen=True, kw_only=True)
class ActionRule:
    """One action: its parameters, its branches, and where it may stand."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    alternatives: Mapping[str, Check] = field(default_factory=dict)  # at most one of these
    needs_alternative: bool = False
    errors: frozenset[str] = frozenset({NO_MATCHING_ERROR})  # each of these, once
    extra_errors: frozenset[str] = frozenset()  # exports carry these too, though the action's page lists none
    takes_errors: bool = True  # false: not even an empty Errors array may be written
    operators: frozenset[str] = frozenset()  # empty: no conditions
    operand: Check = operand
    needs_operands: frozenset[str] = frozenset()  # each must have a condition
    flow_types: frozenset[str] = EVERY_FLOW
    channels: frozenset[str] = EVERY_CHANNEL
    terminal: bool = False
    goes_on: bool = True  # false: NextAction must be written, but no run ever takes it
    leaves: bool = False  # true: when it succeeds the contact leaves this flow
