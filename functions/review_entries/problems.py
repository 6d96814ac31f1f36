"""Problems: the API's error answers, in the form of RFC 9457. A code always has the same status and sentence."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

CONTENT_TYPE = "application/problem+json"

# Code, status, and the sentence that a person reads.
_PROBLEMS: dict[str, tuple[HTTPStatus, str]] = {
    "malformed": (HTTPStatus.BAD_REQUEST, "The body is not a JSON object in UTF-8."),
    "invalid": (HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields cannot be taken as they are."),
    "ambiguous": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "More than one number could be meant. Write the one that is in full, as `readings` has it.",
    ),
    "too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than any request here needs to be."),
    "unsupported_media_type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json."),
    "token": (HTTPStatus.UNAUTHORIZED, "Sign in: this needs an access token."),
    "group": (HTTPStatus.FORBIDDEN, "Your groups do not allow this. Ask an operator of the deny list to add you."),
    "header": (HTTPStatus.FORBIDDEN, "A change needs the header X-Requested-With."),
    "origin": (HTTPStatus.FORBIDDEN, "A change must come from the console's own page."),
    "not_found": (HTTPStatus.NOT_FOUND, "There is nothing at this address."),
    "unknown_number": (HTTPStatus.NOT_FOUND, "Nothing is known of this number."),
    "method_not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, "This address does not take that method."),
    "conflict": (HTTPStatus.CONFLICT, "The entry has changed since you saw it. Decide again on what it is now."),
    "not_in_force": (HTTPStatus.CONFLICT, "The entry denies no calls any more; approve it instead."),
    "already_ended": (HTTPStatus.CONFLICT, "The entry has already ended."),
    "protected": (HTTPStatus.CONFLICT, "The number is protected."),
    "not_protected": (HTTPStatus.CONFLICT, "The number is not protected."),
    "in_force": (HTTPStatus.CONFLICT, "The number is denied already; extend or approve its entry instead."),
    "has_entry": (
        HTTPStatus.CONFLICT,
        "The number has an entry that has ended. Look at it, and send its version to add the number all the same.",
    ),
    "no_end": (HTTPStatus.CONFLICT, "The entry is permanent, so there is no end to extend."),
    "not_approved": (HTTPStatus.CONFLICT, "Approve the entry to make it permanent."),
    "not_deniable": (HTTPStatus.CONFLICT, "This is not a number that may be denied."),
    "nothing_to_undo": (HTTPStatus.CONFLICT, "There is no decision to take back, or something has happened since."),
    "no_instance": (
        HTTPStatus.CONFLICT,
        "This deny list has no Amazon Connect instance, so it knows no calls. An operator can give it one.",
    ),
    "unknown_contact": (HTTPStatus.NOT_FOUND, "Amazon Connect knows no such contact."),
    "not_your_contact": (
        HTTPStatus.FORBIDDEN,
        "The contact is not yours: its agent in Amazon Connect has another user name than you have here.",
    ),
    "not_a_call": (HTTPStatus.CONFLICT, "The contact is not a call, and only calls can be flagged."),
    "contact_closed": (HTTPStatus.CONFLICT, "The contact is closed. Nothing can be flagged or taken back any more."),
    "connect_silent": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Amazon Connect does not answer. Nothing was flagged or taken back; try again.",
    ),
    "unavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "The table does not answer. Nothing is lost; try again."),
}
CODES = frozenset(_PROBLEMS)


class ProblemError(Exception):
    """A route raises it to answer with a problem."""

    def __init__(self, code: str, **members: object) -> None:
        super().__init__(code)
        self.code = code
        self.members = members


type Answer = dict[str, Any]
"""A function's answer to an HTTP API, payload format 2.0."""


def problem(
    code: str, members: Mapping[str, object] | None = None, *, headers: Mapping[str, str] | None = None
) -> Answer:
    """The problem document of `code`; `members` extend it (`errors`, `entry`)."""
    status, detail = _PROBLEMS[code]
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
        **(members or {}),
    }
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": CONTENT_TYPE, **(headers or {})},
        "body": json.dumps(body),
    }


def status_of(code: str) -> int:
    """The HTTP status of a problem."""
    return _PROBLEMS[code][0].value


def detail_of(code: str) -> str:
    """The sentence that a person reads of a problem."""
    return _PROBLEMS[code][1]


def invalid(field: str, detail: str) -> ProblemError:
    """The problem of one invalid field. `detail` is a text of ours, because what was sent is never repeated."""
    return ProblemError("invalid", errors=[{"field": field, "detail": detail}])
