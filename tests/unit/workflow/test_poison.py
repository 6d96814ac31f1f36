"""Records that no rule can read, or that are too large, are parked and do no harm to their neighbours."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from denylist import flags, stream, writes
from denylist.entries import Item, read
from denylist.errors import MalformedRecordError
from denylist.writes import Flag
from tests.unit.workflow.machine import Machine
from tests.unit.workflow.test_life import NUMBER, flag
from tests.unit.workflow.test_routes import image, record
from tools.operate import oversized

pytestmark = pytest.mark.slow

AT = {"ApproximateCreationDateTime": 1_790_000_000}
NEW = {"ContactNumber": {"S": NUMBER}, "Status": {"S": "FLAGGED"}}


def of_image(new: object) -> dict[str, Any]:
    return {"eventID": "poison", "eventName": "INSERT", "dynamodb": {**AT, "NewImage": new}}


NO_RECORDS: dict[str, Any] = {
    "nothing": None,
    "text": "record",
    "a number": 7,
    "a list": [1, 2],
    "empty": {},
    "no images": {"eventID": "poison", "dynamodb": AT},
    "images that are null": {"eventID": "poison", "dynamodb": {**AT, "NewImage": None, "OldImage": None}},
    "no body": {"eventID": "poison", "dynamodb": None},
    "a body that is a list": {"eventID": "poison", "dynamodb": [NEW]},
    "no event id": {"dynamodb": {**AT, "NewImage": NEW}},
    "an event id that is no text": {**of_image(NEW), "eventID": {"S": "poison"}},
    "no time": {"eventID": "poison", "dynamodb": {"NewImage": NEW}},
    "a time in words": {"eventID": "poison", "dynamodb": {"ApproximateCreationDateTime": "now", "NewImage": NEW}},
    "a time beyond all calendars": {
        **of_image(NEW),
        "dynamodb": {"ApproximateCreationDateTime": 1e18, "NewImage": NEW},
    },
    "an empty image": of_image({}),
    "an image that is nothing": of_image(None),
    "an image that is text": of_image("image"),
    "an image that is a list": of_image([NEW]),
    "attributes without types": of_image({"ContactNumber": NUMBER, "Status": "FLAGGED"}),
    "ids that are a map of lists": of_image({**NEW, "FlagIds": {"SS": [["flag-1"], {}]}}),
    "no key": of_image({"Status": {"S": "FLAGGED"}}),
    "a key that is a number": of_image({**NEW, "ContactNumber": {"N": "12065550142"}}),
}


@pytest.mark.parametrize("poison", NO_RECORDS.values(), ids=NO_RECORDS.keys())
def test_what_is_no_record_is_called_so(poison: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedRecordError, match="not a stream record of DenylistTable"):
        stream.parse(poison)


def test_every_poison_is_parked_whole_and_its_neighbours_complete(machine: Machine) -> None:
    """All of them are in one batch, because each takes six attempts."""
    poisons = list(NO_RECORDS.values())
    flag(contact="a", FlaggedBy="ana")
    flag(number="+442079460018", contact="b", FlaggedBy="ben")
    first, last = machine.new_records()
    assert machine.run([first, *poisons, last]).status == "SUCCEEDED"
    assert machine.events() == ["flagged", "flagged"]
    assert len(machine.alerts()) == 2
    parked = machine.parked()
    assert sorted(json.dumps(p["Record"]) for p in parked) == sorted(map(json.dumps, poisons))
    assert all(p["Error"] for p in parked)


@pytest.mark.parametrize("poison", ["text", "no images"])
def test_poison_that_is_run_again_is_parked_again_until_somebody_removes_it(machine: Machine, poison: str) -> None:
    machine.run([NO_RECORDS[poison]])
    for _ in range(2):
        (parked,) = machine.waiting()
        assert machine.redrive().started == 1
        (again,) = machine.waiting()
        assert again["Record"] == owing(parked["Execution"], parked["Record"])
    assert machine.alerts() == []


def owing(execution: str, parked: Any) -> Any:  # noqa: ANN401
    """A record as it is run again, with the execution that first failed with it, if the record is an object."""
    return {"Execution": execution, **parked} if isinstance(parked, dict) else parked


def test_deep_nesting_in_an_attribute_of_somebodys_own_is_nothing_to_the_workflow(machine: Machine) -> None:
    deep: dict[str, Any] = {"S": "bottom"}
    for _ in range(30):  # DynamoDB allows 32 levels
        deep = {"M": {"in": deep}}
    machine.dynamodb.put_item(TableName="Denylist", Item={**image(), "Own": deep})
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert machine.events() == ["added"]
    assert len(machine.alerts()) == 1
    assert machine.parked() == []


# ── Too large ───────────────────────────────────────────────────────────────────────────────────


def large(machine: Machine, **attributes: str) -> dict[str, Any]:
    """The record of a hand edit that no execution can be started with."""
    machine.put(**attributes)
    *_, edited = machine.new_records()
    assert oversized.size([edited]) > oversized.LIMIT
    with pytest.raises(ClientError, match="ValidationException"):
        machine.run([edited])
    return edited


def park_as_the_pipe_does(machine: Machine, delivered: dict[str, Any]) -> None:
    """Park the record's place in the stream, as the pipe does when it gives up."""
    sequence = delivered["dynamodb"]["SequenceNumber"]
    place = {"startSequenceNumber": sequence, "endSequenceNumber": sequence, "batchSize": 1}
    machine.park({"DDBStreamBatchInfo": {"streamArn": "stream", "shardId": "shard", **place}})


def settle(machine: Machine) -> None:
    """Process the records of the workflow's own writes, which are too large as well, as they hold the large item."""
    while fresh := machine.new_records():
        for delivered in fresh:
            park_as_the_pipe_does(machine, delivered)
        assert machine.redrive().kept == 0


@pytest.mark.parametrize("key", [NUMBER, "(206) 555-0142"])
def test_record_that_is_too_large_is_completed_once_by_redrive(
    machine: Machine, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    edited = large(machine, ContactNumber=key, Reason="r" * 60_000, Attachment="x" * 300_000)
    park_as_the_pipe_does(machine, edited)
    assert machine.redrive().started == 1
    assert "without all of Attachment, Reason" in capsys.readouterr().out
    settle(machine)
    assert machine.parked() == []
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert machine.events() == ["added"]
    (alert,) = machine.alerts()
    assert (alert["number"], alert["denied"]) == (NUMBER, True)
    park_as_the_pipe_does(machine, edited)
    machine.redrive()
    assert machine.events() == ["added"]
    assert machine.alerts() == []


def test_decision_on_an_item_whose_two_images_are_too_large_is_told_once(machine: Machine) -> None:
    machine.put(ContactNumber=NUMBER, Status="PENDING", ExpiresAt=2_000_000_000, Attachment="x" * 150_000)
    settle(machine)
    machine.alerts()
    decided = {"Status": "EXPIRED", "ReviewedBy": "rosa", "ReviewedAt": "2026-11-22T12:00:00Z"}
    machine.set(NUMBER, **decided)
    (edited,) = machine.new_records()
    park_as_the_pipe_does(machine, edited)
    assert machine.redrive().started == 1
    assert [(a["event"], a["actor"]) for a in machine.alerts()] == [("expired", "rosa")]
    assert len(machine.entries()[NUMBER]["Attachment"]["S"]) == 150_000, "only the record is cut, not the item"


def test_flag_of_an_entry_whose_flags_are_too_large_is_recorded_without_them(machine: Machine) -> None:
    flag(FlaggedBy="maria")
    machine.settle()
    said = machine.entries()[NUMBER]["Flags"]["M"]["flag-1"]["M"]
    large = {"M": {f"typed-{n}": {"M": {**said, "Reason": {"S": "r" * 50_000}}} for n in range(3)}}
    machine.dynamodb.update_item(
        TableName="Denylist", Key={"ContactNumber": {"S": NUMBER}}, UpdateExpression="SET Flags = :flags",
        ExpressionAttributeValues={":flags": large},
    )  # fmt: skip
    settle(machine)
    machine.alerts()
    assert flag(contact="flag-2", FlaggedBy="noah")["Result"] == "already_listed"
    settle(machine)
    assert (machine.events()[-1], machine.alerts(), machine.parked()) == ("flagged_again", [], [])
    kept = machine.entries()[NUMBER]["Flags"]["M"]
    assert len(kept) == 4, "only the record is cut, not the item"
    assert "Told" not in kept["flag-2"]["M"]


def test_place_that_the_stream_has_forgotten_is_kept_and_named(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    park_as_the_pipe_does(machine, {"dynamodb": {"SequenceNumber": "9" * 30}})
    assert (machine.redrive().started, len(machine.waiting())) == (0, 1)
    assert "the stream no longer has it" in capsys.readouterr().out


def test_what_was_cut_is_what_no_rule_reads() -> None:
    class Asked(dict[str, Any]):
        names: set[str]

        def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401
            self.names.add(key)
            return default

        def __contains__(self, key: object) -> bool:
            self.names.add(str(key))
            return False

    Asked.names = set()
    read(Asked())
    flags.read(Asked())
    flags.base_of(Asked())
    assert Asked.names == oversized.NEEDED


@pytest.mark.parametrize("parked", [None, "text", [], {}, {"dynamodb": None}, {"dynamodb": {"NewImage": None}}])
def test_what_fits_or_is_no_record_stays_as_it_is(parked: Any) -> None:  # noqa: ANN401
    assert oversized.fit(parked) == (parked, [])


def test_largest_entry_that_agents_and_reviewers_can_make_fits_twice() -> None:
    """Every text has its longest length (contacts.py, models.py), of letters that are longest in JSON, and all ids."""
    wide = "\N{GRINNING FACE}"
    claim = Flag(NUMBER, wide * 128, wide * 128, wide * 100, wide * 200, "365d", 0, 0)
    texts: Item = {name: {"S": text} for name, text in claim.attributes().items()}
    reviewed: Item = {name: {"S": wide * 300} for name in ("ReviewedBy", "Note", "Country", "NumberType")}
    marks: Item = {name: {"S": wide * 300} for name in ("OpenedBy", "SettledBy", "ReviewedAt")}
    ids = {"SS": [f"{wide * 125}{n:03}" for n in range(writes.MOST_FLAG_IDS + 1)]}
    whole = {"ContactNumber": {"S": NUMBER}, **texts, **reviewed, **marks, "FlagIds": {"SS": []}}
    assert oversized.size(record(whole, whole)) < oversized.ROOM / 2
    uuids = {"SS": [f"{n:036}" for n in range(writes.MOST_FLAG_IDS + 1)]}
    assert oversized.size(record({**whole, "FlagIds": uuids}, {**whole, "FlagIds": uuids})) < oversized.ROOM / 2
    assert len(json.dumps(ids, ensure_ascii=False).encode()) < 400_000 / 2, "the item must fit into DynamoDB, too"
    kept: Item = {}
    for n in range(flags.MOST):
        kept = {"Flags": flags.joined(kept, f"{n:036}", claim.said._replace(contact=f"{n:036}", warnings=3, told=True))}
    delivered = record({**whole, "FlagIds": uuids, **kept}, {**whole, "FlagIds": uuids, **kept})
    assert len(json.dumps(delivered, ensure_ascii=False).encode()) < oversized.ROOM


def test_flags_are_cut_whole_and_of_both_images_or_not_at_all() -> None:
    said = {"M": {"At": {"S": "2026-11-22T12:00:00Z"}, "Reason": {"S": "r" * 5_000}}}
    some, many = ({"Flags": {"M": {f"flag-{n}": said for n in range(count)}}} for count in (2, 40))
    large: Item = {"Attachment": {"S": "x" * 150_000}}
    kept, cut = oversized.fit(record({**large, **some}, {**large, **some}))
    assert (kept["dynamodb"]["NewImage"], cut) == (some, ["Attachment"])
    fitted, cut = oversized.fit(record({**NEW, **some}, {**NEW, **many}))
    assert (fitted["dynamodb"]["OldImage"], fitted["dynamodb"]["NewImage"], cut) == (NEW, NEW, ["Flags"])
