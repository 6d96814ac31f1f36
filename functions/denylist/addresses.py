"""Reads addresses of callers: `sip:`, `tel:` and `"Name" <…>` (RFC 3261, RFC 3966). Imported only for such a text."""

import re
from typing import NamedTuple
from urllib.parse import unquote

# Before `<…>` stands a name, and after it stand the header's own parameters.
_NAMED = re.compile(r"^(?P<display>[^<>]*)<(?P<inside>[^<>]+)>\s*(?:;[^<>]*)?$")
_SCHEME = re.compile(r"(?i)^(sips?|tel|callto|whatsapp|mailto|https?):/{0,2}")
_WITHOUT_NUMBERS = ("mailto", "http", "https")
# A number in an address as people and RFC 3966 write it, with its visual separators.
_TELEPHONE = re.compile(r"\+?[\s.()\-]*\d[\d\s.()\-]*")
_CONTEXT = re.compile(r"(?i);phone-context=(\+[\d.()\-]+)")
_HOST = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?")


class Address(NamedTuple):
    """The parts of an address; a part that it does not have is empty."""

    telephone: str
    """The telephone number in it, as it is written there, without parameters."""
    user: str
    host: str
    display: str


def read(text: str) -> Address | None:
    """The parts of an address; `None` for a text that is not an address.

    >>> read("sip:+12065550142;npdi@carrier.example;user=phone").telephone
    '+12065550142'
    >>> read('"Ann" <tel:555-0142;phone-context=+1-206>').telephone
    '+1-206555-0142'
    >>> read("+12065550142") is None
    True
    """
    named = _NAMED.match(text)
    display, inside = (named["display"].strip(" \t\"'"), named["inside"]) if named else ("", text)
    inside = inside.strip()
    scheme = _SCHEME.match(inside)
    parametrized = _TELEPHONE.fullmatch(inside.partition(";")[0].strip())
    if not (named or scheme or "@" in inside or (";" in inside and parametrized)):
        return None
    rest = inside[scheme.end() :] if scheme else inside
    user, at, host = rest.rpartition("@")
    if not at:
        user, host = (rest, "") if _may_be_user(rest, scheme) else ("", rest)
    name, context = unquote(user.partition(";")[0].partition(":")[0]), _CONTEXT.search(unquote(user))
    has_number = not (scheme and scheme[1].casefold() in _WITHOUT_NUMBERS) and _TELEPHONE.fullmatch(name.strip())
    telephone = name.strip() if has_number else ""
    if telephone and context and not telephone.startswith("+"):
        telephone = context[1] + telephone
    return Address(telephone, name, re.split("[;:?>]", host)[0].casefold(), display)


def _may_be_user(rest: str, scheme: re.Match[str] | None) -> bool:
    """Whether a URI without `@` names a person rather than a machine; `tel:` always does."""
    return not scheme or scheme[1].casefold() not in ("sip", "sips") or not _HOST.match(rest)
