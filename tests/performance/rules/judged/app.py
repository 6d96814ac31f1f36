"""The number rules in full, as a flag meets them."""

from denylist.numbers import Number, judge


def lambda_handler(event: object, context: object) -> str | None:
    """The key to write, if there is one."""
    judged = judge(event, "US")
    return judged.e164 if isinstance(judged, Number) else None
