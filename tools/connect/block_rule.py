"""A row of the table of blocks: its parameters, its branches, and the flows that it may be in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.connect.parameter_checks import Check, operand

# Flow types as `AWS::Connect::ContactFlow` spells them; MODULE stands for `AWS::Connect::ContactFlowModule`.
CONTACT_FLOW = "CONTACT_FLOW"
QUEUE_TRANSFER = "QUEUE_TRANSFER"
MODULE = "MODULE"

# A module runs only inside inbound flows (contact-flow-modules), so it may hold what they may, except FLOWS_ALONE.
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
class BlockRule:
    """What Amazon Connect demands of one type of block."""

    required: Mapping[str, Check] = field(default_factory=dict)
    """Parameters that must be there."""
    optional: Mapping[str, Check] = field(default_factory=dict)
    errors: frozenset[str] = frozenset({NO_MATCHING_ERROR})
    """Error branches that must be there."""
    optional_errors: frozenset[str] = frozenset()
    takes_errors: bool = True
    """If not, the block may not even have an empty list of error branches."""
    operators: frozenset[str] = frozenset()
    """What its conditions may compare with; a block without operators has no conditions."""
    operand: Check = operand
    flow_types: frozenset[str] = EVERY_FLOW
    channels: frozenset[str] = EVERY_CHANNEL
    terminal: bool = False
    """The flow ends here."""
    goes_on: bool = True
    """If not, `NextAction` must be written, and no contact ever goes there."""
    leaves: bool = False
    """The contact leaves the flow here, unless an error branch is taken."""
