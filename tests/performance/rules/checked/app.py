"""The number rules as `check_number` applies them: a number that is E.164 already is its own key."""

from denylist.e164 import is_e164, is_withheld
from denylist.numbers import Number, judge


def lambda_handler(event: object, context: object) -> str | None:
    """The key to look up, if there is one."""
    if is_withheld(event):
        return None
    if is_e164(event):
        return str(event)
    judged = judge(event, "US")
    return judged.e164 if isinstance(judged, Number) else None
