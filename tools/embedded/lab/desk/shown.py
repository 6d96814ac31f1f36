"""What the page shows at this moment, as JSON."""

from typing import Any

from tools.connect.views import open_view
from tools.embedded.lab.desk.call import Call
from tools.embedded.lab.desk.centre import Centre
from tools.embedded.lab.desk.line import Line
from tools.embedded.lab.desk.mailbox import Mailbox


def shown(centre: Centre, mailbox: Mailbox, language: str) -> dict[str, Any]:
    """Everything that changes; the page draws it anew each time."""
    with centre.changes.lock:
        return {
            "phone": _phone(centre.phone),
            "rings": bool(centre.phone and centre.phone.stage == "waiting" and not centre.desk),
            "desk": _desk(centre, language),
            "mail": mailbox.mail,
        }


def _phone(call: Call | None) -> dict[str, Any] | None:
    if not call:
        return None
    contact = call.contact
    return {"stage": call.stage, "id": contact.contact_id, "number": contact.customer_address, **_line(call.caller)}


def _desk(centre: Centre, language: str) -> dict[str, Any] | None:
    """The agent's call, with what the workspace tells an app of it."""
    if not (call := centre.desk):
        return None
    contact = call.contact
    return {
        "stage": call.stage,
        "number": contact.customer_address,
        "contact": contact.contact_id,
        **_line(call.agent),
        "form": _form(centre, call.agent, language),
    }


def _line(line: Line) -> dict[str, Any]:
    return {"said": list(line.said), "speaks": line.speaks, "asks": line.asks}


def _form(centre: Centre, line: Line, language: str) -> dict[str, Any] | None:
    """The view that a flow shows, and the data in it."""
    if not line.form:
        return None
    view, data = line.form
    template = open_view(centre.views[view], language)["Template"]
    return {"title": template["Head"]["Title"], "body": template["Body"], "data": dict(data)}
