"""`send_digest` sends one mail for all kept changes, and then deletes them: a fault repeats a mail, and loses none."""

import json
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from denylist import stream
from denylist.errors import StoreError
from denylist.events import Change
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.records import CALLER, NOW, Item, as_told, flagged, item, record
from tests.unit.tables import Tables


def kept(n: int) -> Item:
    """A change as the workflow keeps it."""
    number = f"+1206555{n:04}"
    parsed = stream.parse(record(None, flagged(number), event_id=f"event-{n}"))
    told = as_told(parsed, Change.FLAGGED, number)
    return item("digest", At=f"{told.at}#event-{n:04}", Change=json.dumps(told.as_json()), RetainUntil=NOW)


class Post:
    """The supervisors' topic, and a queue that subscribes to it."""

    def __init__(self) -> None:
        sns, self._sqs = boto3.client("sns"), boto3.client("sqs")
        self.topic = sns.create_topic(Name="supervisors")["TopicArn"]
        self._url = self._sqs.create_queue(QueueName="alerts")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn)

    def digests(self) -> list[dict[str, Any]]:
        """The digests that came to the queue, in the form for machines."""
        found = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [self._read(json.loads(message["Body"])) for message in found.get("Messages", [])]

    @staticmethod
    def _read(body: dict[str, Any]) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(body["Message"])
        assert body["Subject"] == read["subject"]
        assert body["MessageAttributes"] == {"event": {"Type": "String", "Value": "digest"}}
        return read


@pytest.fixture
def post(tables: Tables) -> Post:
    return Post()


@pytest.fixture
def app(load: Load, post: Post) -> ModuleType:
    return load("send_digest", TOPIC_ARN=post.topic)


def run(app: ModuleType) -> dict[str, Any]:
    answer: dict[str, Any] = app.lambda_handler({}, CONTEXT)
    return answer


def left(tables: Tables) -> list[Item]:
    items: list[Any] = tables.client.scan(TableName="History")["Items"]
    return [i for i in items if i["ContactNumber"]["S"] == "digest"]


def test_all_that_waits_is_told_in_one_mail_and_then_gone(app: ModuleType, post: Post, tables: Tables) -> None:
    tables.put(*(kept(n) for n in range(60)), table="History")
    assert run(app) == {"Told": 60, "Further": False}
    (digest,) = post.digests()
    assert (digest["subject"], digest["events"], digest["actors"]) == (
        "Deny list: 60 changes", {"flagged": 60}, {"maria": 60},
    )  # fmt: skip
    assert not left(tables)


def test_nothing_to_tell_is_no_mail(app: ModuleType, post: Post, tables: Tables) -> None:
    tables.put(item("day", At="2027-01-15"), item(At="2027-01-15T08:00:00Z#e", Event="flagged"), table="History")
    assert run(app) == {"Told": 0, "Further": False}
    assert not post.digests()
    assert len(tables.client.scan(TableName="History")["Items"]) == 2


def test_text_is_in_the_stacks_language(load: Load, post: Post, tables: Tables) -> None:
    tables.put(kept(1), table="History")
    run(load("send_digest", TOPIC_ARN=post.topic, LANGUAGE="ko"))
    assert post.digests()[0]["body"].startswith("차단 목록의 변경: 1건")


def test_a_backlog_is_told_window_by_window_and_each_change_once(
    app: ModuleType, post: Post, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "MOST", 30)
    tables.put(*(kept(n) for n in range(70)), table="History")
    assert [run(app) for _ in range(4)] == [
        {"Told": 30, "Further": True}, {"Told": 30, "Further": True}, {"Told": 10, "Further": False},
        {"Told": 0, "Further": False},
    ]  # fmt: skip
    told = sorted(post.digests(), key=lambda digest: digest["changes"][0]["number"])
    assert [digest["count"] for digest in told] == [30, 30, 10]
    assert ["More changes wait" in digest["body"] for digest in told] == [True, True, False]


def test_a_change_that_comes_meanwhile_waits_for_the_next(
    app: ModuleType, post: Post, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = app.SNS.publish

    def slowly(**parameters: object) -> object:
        tables.put(kept(2), table="History")
        return publish(**parameters)

    tables.put(kept(1), table="History")
    monkeypatch.setattr(app.SNS, "publish", slowly)
    assert run(app)["Told"] == 1
    assert left(tables) == [kept(2)]


@AFTER_A_FAULT
def test_what_sns_did_not_take_still_waits(
    app: ModuleType, post: Post, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(**_: object) -> object:
        raise ClientError({"Error": {"Code": "InternalError"}}, "Publish")

    tables.put(kept(1), table="History")
    with monkeypatch.context() as faulty:
        faulty.setattr(app.SNS, "publish", refuses)
        with pytest.raises(ClientError):
            run(app)
    assert left(tables) == [kept(1)]
    assert run(app)["Told"] == 1


@AFTER_A_FAULT
def test_what_could_not_be_deleted_is_told_again(
    app: ModuleType, post: Post, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> object:
        raise StoreError("ThrottlingException")

    tables.put(kept(1), table="History")
    with monkeypatch.context() as faulty:
        faulty.setattr(app.WAITING, "remove", refuses)
        with pytest.raises(StoreError):
            run(app)
    assert run(app)["Told"] == 1
    assert [digest["count"] for digest in post.digests()] == [1, 1]


def test_an_unreadable_item_does_not_stop_the_others(app: ModuleType, post: Post, tables: Tables) -> None:
    tables.put(item("digest", At="2027-01-01"), kept(1), table="History")
    assert run(app) == {"Told": 2, "Further": False}
    assert post.digests()[0]["events"] == {"unreadable": 1, "flagged": 1}


def test_no_log_holds_a_number_or_a_name(app: ModuleType, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.put(kept(142), table="History")
    run(app)
    said = capsys.readouterr().out
    assert CALLER not in said
    assert "maria" not in said
    (counted,) = [line for line in map(json.loads, said.splitlines()) if "_aws" in line]
    assert counted["ChangesDigested"] == [1.0]
