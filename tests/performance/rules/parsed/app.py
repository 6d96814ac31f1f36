"""libphonenumber alone: it reads a number, checks that it is valid and writes it as E.164, and no more."""

import phonenumbers
from phonenumbers import PhoneNumberFormat


def lambda_handler(event: str, context: object) -> str | None:
    """The number in E.164, if it is one."""
    parsed = phonenumbers.parse(event, "US")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if phonenumbers.is_valid_number(parsed) else None
