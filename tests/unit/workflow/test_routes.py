"""Which states each kind of record goes through, by name. The workflow's own writes lead to nothing."""

from typing import Any

import pytest

from tests.unit.workflow.machine import Machine

NUMBER = "+12065550142"
FLAG = [
    "Normalize number", "May it be denied?", "Identify agent", "May the agent say why?", "Record entry", "New to us?",
]  # fmt: skip
TELL = ["Write alert", "Notify supervisors", "Told"]
IGNORED = ["Not news"]
SILENT = ["Record change", "New to us?", *IGNORED]
MARK = f"2026-11-22T12:00:00Z#event-0#{NUMBER}"
END = "2000000000"


def image(status: str | None = None, number: str = NUMBER, **attributes: str) -> dict[str, Any]:
    """An item; an attribute that is all digits is a number."""
    given_ = {"ContactNumber": number, **({"Status": status} if status else {}), **attributes}
    return {name: {"N" if text.isdigit() else "S": text} for name, text in given_.items()}


def record(old: dict[str, Any] | None, new: dict[str, Any] | None, *, ttl: bool = False) -> dict[str, Any]:
    """The stream record of a change, as a pipe delivers it."""
    body: dict[str, Any] = {"ApproximateCreationDateTime": 1_790_000_000, "SequenceNumber": "1"}
    body |= {"OldImage": old} if old else {}
    body |= {"NewImage": new} if new else {}
    name = "REMOVE" if new is None else "INSERT" if old is None else "MODIFY"
    by = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}} if ttl else {}
    return {"eventID": "event-1", "eventName": name, "dynamodb": body, **by}


PENDING = image("PENDING", ExpiresAt=END, FlagCount="1", Version="2")
TOLD = ["Record change", "New to us?", *TELL]
ROUTES = {
    "flagged": (record(None, image("FLAGGED", ExpiresAt=END, FlagCount="1")), [*FLAG, *TELL]),
    "typed": (record(None, image()), [*FLAG, *TELL]),
    "typed, refused": (
        record(None, image(number="hello")),
        ["Normalize number", "May it be denied?", "Record entry", "New to us?", *TELL],
    ),
    "flagged again": (
        record(PENDING, {**PENDING, **image(FlagCount="2", Version="3"), "FlagIds": {"SS": ["flag-2"]}}),
        [*FLAG, *IGNORED],
    ),
    "counted up by hand": (record(PENDING, {**PENDING, **image(FlagCount="2")}), [*FLAG, *TELL]),
    "approved": (record(PENDING, {**PENDING, "Status": {"S": "APPROVED"}}), TOLD),
    "expired": (record(PENDING, {**PENDING, "Status": {"S": "EXPIRED"}}), TOLD),
    "decided before it was processed": (
        record(image("FLAGGED", ExpiresAt=END), image("APPROVED", ExpiresAt=END)),
        TOLD,
    ),
    "given another end": (record(PENDING, {**PENDING, "ExpiresAt": {"N": "2100000000"}}), TOLD),
    "given another end before it was processed": (
        record(image("FLAGGED", ExpiresAt=END), image("PENDING", ExpiresAt="2100000000", ReviewedAt="x", Version="1")),
        TOLD,
    ),
    "set back without an end, with anybody's mark": (
        record(image("APPROVED", ExpiresAt=END), image("PENDING", SettledBy="x")),
        TOLD,
    ),
    "made pending by hand before it was processed": (record(image(), image("PENDING")), SILENT),
    "put in whole": (record(None, image("APPROVED", ExpiresAt=END)), TOLD),
    "lapsed": (record(PENDING, None, ttl=True), TOLD),
    "protection taken by time to live": (record(image("PROTECTED", ExpiresAt=END), None, ttl=True), TOLD),
    "removed by hand": (record(PENDING, None), TOLD),
    "completed with a mark that history does not know": (
        record(
            image("FLAGGED", ExpiresAt=END, Version="1"), image("PENDING", ExpiresAt=END, Version="2", SettledBy=MARK)
        ),
        SILENT,
    ),
    "ended with such a mark": (
        record(PENDING, {**PENDING, **image("EXPIRED", Version="3", SettledBy=MARK)}),
        TOLD,
    ),
    "put in whole with such a mark": (
        record(None, image("PENDING", ExpiresAt=END, Version="1", OpenedBy=MARK, SettledBy=MARK)),
        TOLD,
    ),
    "a note edited": (record(PENDING, {**PENDING, **image(Note="x")}), TOLD),
    "a typed spelling removed before it was moved": (record(image(number="(206) 555-0142"), None), TOLD),
    "time to live tidies up": (record(image("EXPIRED", ExpiresAt=END), None, ttl=True), SILENT),
}


@pytest.mark.parametrize("name", ROUTES)
def test_a_record_takes_its_way(machine: Machine, name: str) -> None:
    delivered, way = ROUTES[name]
    execution = machine.run([delivered])
    assert execution.states == ["For every record", "What changed?", *way, "Was every record kept?", "Done"]
    assert bool(machine.alerts()) == (way[-1] == "Told")


@pytest.mark.parametrize(
    "typed", [{"ContactNumber": NUMBER}, {"ContactNumber": "(206) 555-0142"}, {"ContactNumber": "911"}]
)
def test_own_writes_lead_nowhere_without_being_recorded(machine: Machine, typed: dict[str, str]) -> None:
    machine.put(**typed)
    machine.run(machine.new_records())
    kept, own = machine.history(), machine.new_records()
    assert own
    for delivered in own:
        execution = machine.run([delivered])
        assert execution.states == ["For every record", "What changed?", *SILENT, "Was every record kept?", "Done"]
    assert len(machine.history()) == len(kept) == 1
    assert machine.new_records() == []
