"""libphonenumber alone: a number is read, found valid and written as E.164, and nothing else is asked of it."""

import phonenumbers
from phonenumbers import PhoneNumberFormat


def lambda_handler(event: str, context: object) -> str | None:
    """The number in E.164, if it is one."""
    parsed = phonenumbers.parse(event, "US")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if phonenumbers.is_valid_number(parsed) else None
