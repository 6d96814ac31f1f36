"""What flows and views are called, in the Connect template and on the pages of administrators."""

from tools.connect.block_rule import MODULE
from tools.connect.project import FLOW_TYPES

FLAG_QUEUE_NAME = "Deny list - flags"
QUICK_CONNECT_NAME = "Deny list - flag this caller"


def logical_id(name: str, kind: str = "") -> str:
    """`check_module` as `CheckModule`, `inbound` as `InboundFlow`, the view `after_call` as `AfterCallView`."""
    kind = kind or ("Module" if FLOW_TYPES[name] == MODULE else "Flow")
    return "".join(word.title() for word in name.removesuffix(f"_{kind.lower()}").split("_")) + kind


def title(name: str) -> str:
    """What administrators see: `Deny list - flag number`."""
    return f"Deny list - {name.replace('_', ' ')}"
