"""Alerts in English."""

EVENTS = {
    "flagged": "An agent flagged a caller. The number is denied.",
    "flagged_again": "A number that is already denied was flagged again.",
    "amended": "An agent said more of a flag.",
    "withdrawn": "An agent took a flag back.",
    "added": "An entry was added by hand, by the console or by an import.",
    "approved": "A reviewer approved an entry.",
    "expired": "A reviewer ended an entry.",
    "reopened": "An entry was set back by hand, and waits for a reviewer again.",
    "protected": "A number is protected: it can no longer be denied.",
    "unprotected": "A number is no longer protected.",
    "refused": "An entry was refused: this number could not or must not be denied.",
    "taken_back": "A reviewer took the last decision back.",
    "extended": "A reviewer let an entry end later.",
    "end_changed": "The end of an entry was changed by hand.",
    "edited": "An entry was edited by hand.",
    "completed": "Missing facts of an entry were filled in.",
    "lapsed": "An entry lapsed and was removed.",
    "removed": "An entry was removed from the table by hand.",
}

# Of a call in which the number was dialled, and did not call.
DIALLED_EVENTS = {
    "flagged": "An agent flagged a number that was dialled, not a caller. The number is denied.",
    "flagged_again": "A number that is already denied was flagged again, in a call in which it was dialled.",
}

DIALLED = {"outbound": "outbound, the number was dialled", "callback": "a callback, the number was dialled"}

LABELS = {
    "number": "Number",
    "country": "Country",
    "actor": "By",
    "at": "When",
    "term": "Term",
    "category": "Category",
    "why": "Why",
    "edited": "Edited",
    "flag_count": "Times flagged",
    "contact_id": "Contact",
    "dialled": "Call",
    "source": "Came from",
    "after": "Status",
}

REFUSALS = {
    "empty": "there is no number in it",
    "withheld": "the caller withholds the number, so an entry would deny every such caller",
    "address": "it is a SIP or e-mail address, not a telephone number",
    "too_long": "it is too long for a telephone number",
    "not_a_number": "it is not a telephone number",
    "star": (
        "it has a star, and rules such as +1900* deny nothing yet; write one number in full, without the star: plus, "
        "country code, number"
    ),
    "not_valid": "no telephone has this number",
    "ambiguous": "more than one number could be meant; write it in full: plus, country code, number",
    "no_plan": "it is in no country's numbering plan; a reviewer may approve it",
    "spells_withheld": (
        "its digits spell on a keypad what carriers send for withheld numbers; a reviewer may approve it"
    ),
    "emergency": "it is an emergency number",
    "short_code": "it is a short code",
    "protected": "the number is protected",
    "too_many_flags": (
        "the agent flagged more numbers in this hour than is allowed; a reviewer may approve it, "
        "and further ones of this hour are not mailed"
    ),
    "too_many_unnamed_flags": (
        "more flags without an agent's name came in this hour than is allowed; a reviewer may approve it, and further "
        "ones of this hour are not mailed. The flow “Deny list - agent whisper” names the agent"
    ),
}

CATEGORIES = {
    "abuse": "insults or shouting",
    "threat": "a threat",
    "harassment": "sexual harassment",
    "fraud": "fraud",
    "nuisance": "a nuisance call",
    "other": "something else",
}

ACTORS = {"unknown": "unknown", "time to live": "time to live (DynamoDB)"}

STATUSES = {
    "FLAGGED": "just flagged",
    "PENDING": "waiting",
    "APPROVED": "approved",
    "EXPIRED": "expired",
    "REFUSED": "refused",
    "PROTECTED": "protected",
}

TERMS = {
    "24h": "24 hours",
    "7d": "7 days",
    "30d": "30 days",
    "90d": "90 days",
    "365d": "1 year",
    "permanent": "permanent",
}

SOURCES = {
    "ccp": "an agent's quick connect",
    "after_call": "an agent's form after the call",
    "panel": "an agent's panel",
    "console": "the reviewers' console",
    "import": "an import",
    "table": "the table, by hand",
}

NUMBER_TYPES = {
    "FIXED_LINE": "fixed line",
    "MOBILE": "mobile",
    "FIXED_LINE_OR_MOBILE": "fixed line or mobile",
    "TOLL_FREE": "toll-free",
    "PREMIUM_RATE": "premium rate",
    "SHARED_COST": "shared cost",
    "VOIP": "VoIP",
    "PERSONAL_NUMBER": "personal number",
    "PAGER": "pager",
    "UAN": "company number",
    "VOICEMAIL": "voicemail",
    "UNKNOWN": "in no numbering plan",
}

DENIED_UNTIL = "Calls from this number are turned away until {until}."
DENIED_PERMANENTLY = "Calls from this number are turned away until a reviewer ends the entry."
LAPSES = "If nobody decides before then, the entry lapses and calls are taken again."
NOT_DENIED = "Calls from this number are taken."
DECIDE = "See it, and decide: {link}"

HAPPENED = {
    "flagged": "flagged",
    "flagged_again": "flagged again",
    "amended": "amended",
    "withdrawn": "withdrawn",
    "added": "added",
    "approved": "approved",
    "expired": "ended",
    "reopened": "set back by hand",
    "protected": "protected",
    "unprotected": "no longer protected",
    "refused": "refused",
    "taken_back": "decision taken back",
    "extended": "extended",
    "end_changed": "end changed by hand",
    "edited": "edited by hand",
    "completed": "filled in",
    "lapsed": "lapsed",
    "removed": "removed",
}

DIGEST = {
    "count": "Changes to the deny list: {count}",
    "times": "From {first} to {last}",
    "further": "More changes wait than fit into one mail; the next mail goes on.",
    "events": "What happened:",
    "actors": "Who did it:",
    "others": "others",
    "numbers": "Which numbers:",
    "more": "and {count} more, which the console shows",
}
