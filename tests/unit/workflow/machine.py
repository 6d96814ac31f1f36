"""The workflow in this process: the real definition on moto's interpreter, the real handlers, moto's tables and queues.

Only `lambda:Invoke` is answered here, by calling the handler, so that a test can let any attempt of any call fail.
"""

import importlib
import io
import itertools
import json
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import aws_xray_sdk.core  # noqa: F401 - opens a socket on import, which the tier forbids once a test runs
import boto3
from botocore.exceptions import ClientError

from tests.unit.conftest import ENVIRONMENT as DEFAULTS
from tests.unit.workflow.moto_stream import Stream, as_one_record, records
from tools.operate import oversized
from tools.operate.redrive import Count, redrive, rerun
from tools.operate.target import Target

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = {
    "NormalizeNumberArn": "normalize_number",
    "IdentifyAgentArn": "identify_agent",
    "RecordChangeArn": "record_change",
    "WriteAlertArn": "write_alert",
}
ENVIRONMENT = {
    **DEFAULTS,
    "FLAGS_PER_AGENT_PER_HOUR": "1000",
    # Powertools keeps one set of metrics per process, which all functions would share here.
    "POWERTOOLS_METRICS_DISABLED": "true",
}
type Item = Mapping[str, Mapping[str, Any]]


def handler(name: str) -> Callable[[Any, object], Any]:
    """A function's handler, imported anew because its module holds clients, and each test has an AWS of its own."""
    sys.modules.pop(f"{name}.app", None)
    module = importlib.import_module(f"{name}.app")
    function: Callable[[Any, object], Any] = module.lambda_handler
    return function


class Context:
    """The attributes of a Lambda context that Powertools reads."""

    function_name = "test"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:test"
    aws_request_id = "request"


@dataclass
class Execution:
    """How one execution went."""

    arn: str
    status: str
    error: str
    states: list[str]
    """Names of the states entered, in order; those of several records are interleaved."""


@dataclass
class Machine:
    """An AWS account with one deny list in it."""

    digest_minutes: ClassVar[str] = "0"
    """AlertDigestMinutes."""
    faults: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    """What to raise on the next calls of a function (by its folder), of an operation (`Publish`), or of `history`."""
    lost: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    """What to raise after the call was done, so that only its answer is lost."""
    only: str = ""
    """Only calls whose parameters hold this text meet the faults."""
    waits: list[float] = field(default_factory=list)
    """Seconds that retries have waited."""
    asked: list[float] = field(default_factory=list)
    """Seconds that flags have waited for their agents to give a reason."""

    def __post_init__(self) -> None:
        self._table = threading.Lock()
        self.handlers = {arn: handler(name) for arn, name in FUNCTIONS.items()}
        self.dynamodb = boto3.client("dynamodb")
        _make_tables(self.dynamodb)
        self._seen: set[str] = set()
        self.records: list[dict[str, Any]] = []
        self._names = itertools.count()
        sns, self._sqs = boto3.client("sns"), boto3.client("sqs")
        topic = sns.create_topic(Name="supervisors")["TopicArn"]
        self._alerts, self._parked = (self._queue(name) for name in ("alerts", "parked"))
        arn = self._sqs.get_queue_attributes(QueueUrl=self._alerts, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
        self._states = boto3.client("stepfunctions")
        self._machine = self._states.create_state_machine(
            name="denylist",
            definition=_definition(
                {
                    "SupervisorsTopicArn": topic,
                    "DeadLetterQueueUrl": self._parked,
                    "HistoryTable": "History",
                    "AlertDigestMinutes": self.digest_minutes,
                    "FlagMenu": "category",
                }
            ),
            roleArn="arn:aws:iam::123456789012:role/workflow",
        )["stateMachineArn"]

    def _queue(self, name: str) -> str:
        return self._sqs.create_queue(QueueName=name)["QueueUrl"]

    def answer(self, real: Callable[..., Any], client: object, operation: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401
        """Take the place of botocore's sending: let the call fail if it is to fail, call the handler, or go on."""
        door = door_of(operation, parameters)
        meant = self.only in json.dumps(parameters, default=repr)
        if meant and self.faults[door]:
            raise self.faults[door].pop(0)
        answered = self._done(real, client, operation, parameters)
        if meant and self.lost[door]:
            raise self.lost[door].pop(0)
        return answered

    def _done(self, real: Callable[..., Any], client: Any, operation: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401
        if client.meta.service_model.service_name == "dynamodb":
            # One call at a time, because moto, and reading its stream, cannot bear a Map's branches side by side.
            with self._table:
                return as_one_record(lambda: real(client, operation, parameters))
        if operation == "StartExecution" and len(parameters["input"]) > oversized.LIMIT:
            # AWS refuses such an input, and moto does not.
            raise service_error("ValidationException", operation)
        if operation != "Invoke":
            return real(client, operation, parameters)
        event = json.loads(parameters["Payload"])
        answered = json.dumps(self.handlers[parameters["FunctionName"]](event, Context())).encode()
        return {"StatusCode": 200, "Payload": io.BytesIO(answered), "ResponseMetadata": METADATA}

    def run(self, records: Iterable[Mapping[str, Any]]) -> Execution:
        """Start an execution on a batch, as the pipe does, and return it when it has ended."""
        ended = self._ended(records)
        events = self._states.get_execution_history(executionArn=ended["executionArn"])["events"]
        states = [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e]
        return Execution(ended["executionArn"], ended["status"], ended.get("error", ""), states)

    def _ended(self, records: Iterable[Mapping[str, Any]]) -> "DescribeExecutionOutputTypeDef":
        started = self._states.start_execution(
            stateMachineArn=self._machine, name=f"run-{next(self._names)}", input=json.dumps(list(records))
        )["executionArn"]
        return self._states.describe_execution(executionArn=started)

    def settle(self) -> int:
        """Run the workflow on the table's stream until it has no new records, and return how many rounds that took."""
        for rounds in range(10):
            batch = self.new_records()
            if not batch:
                return rounds
            for record in batch:
                assert self.run([record]).status == "SUCCEEDED"
        raise AssertionError("the workflow reacts to its own writes for ever")

    def new_records(self) -> list[dict[str, Any]]:
        """The stream's records since the last call, as a pipe delivers them."""
        fresh = [r for r in records() if r["eventID"] not in self._seen]
        self._seen.update(r["eventID"] for r in fresh)
        self.records += fresh
        return fresh

    def put(self, **attributes: str | int) -> None:
        """Type an item into the table by hand."""
        self.dynamodb.put_item(TableName="Denylist", Item={k: _attribute(v) for k, v in attributes.items()})

    def set(self, number: str, **attributes: str | int) -> None:
        """Edit an item's attributes by hand."""
        self.dynamodb.update_item(
            TableName="Denylist",
            Key={"ContactNumber": {"S": number}},
            UpdateExpression="SET " + ", ".join(f"#{k} = :{k}" for k in attributes),
            ExpressionAttributeNames={f"#{k}": k for k in attributes},
            ExpressionAttributeValues={f":{k}": _attribute(v) for k, v in attributes.items()},
        )

    def entries(self) -> dict[str, Item]:
        """Every entry, by its key."""
        return {i["ContactNumber"]["S"]: i for i in self.dynamodb.scan(TableName="Denylist")["Items"]}

    def history(self) -> list[Item]:
        """Every change in history, oldest first; its counters are left out."""
        items = [i for i in self.dynamodb.scan(TableName="History")["Items"] if "Event" in i]
        return sorted(items, key=lambda i: (i["At"]["S"][:20], i.get("Sequence", {"S": ""})["S"]))

    def events(self) -> list[str]:
        """The events in history, oldest first."""
        return [item["Event"]["S"] for item in self.history()]

    def alerts(self) -> list[dict[str, Any]]:
        """The alerts sent since the last call, as machines read them."""
        return [json.loads(json.loads(body)["Message"]) for body in self._drain(self._alerts)]

    def parked(self) -> list[dict[str, Any]]:
        """The messages that came to the dead-letter queue since the last call."""
        return [json.loads(body) for body in self._drain(self._parked)]

    def waiting(self) -> list[dict[str, Any]]:
        """The messages in the dead-letter queue, which stay there."""
        answer = self._sqs.receive_message(QueueUrl=self._parked, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [json.loads(m["Body"]) for m in answer.get("Messages", [])]

    def park(self, body: object) -> None:
        """Put a message into the dead-letter queue, as the pipe does."""
        self._sqs.send_message(QueueUrl=self._parked, MessageBody=json.dumps(body))

    def redrive(self) -> Count:
        """Do what `make redrive` does, and return its counts."""
        return redrive(self.target)

    def rerun(self, execution: str) -> None:
        """Do what `make redrive EXECUTION=…` does."""
        rerun(self.target, execution)

    @property
    def target(self) -> Target:
        """Where `make redrive` finds the workflow and its queue."""
        outputs = {"DeadLetterQueueUrl": self._parked, "WorkflowArn": self._machine}
        clients: dict[str, Any] = {"sqs": self._sqs, "stepfunctions": self._states}
        return Target("calls", outputs, {**clients, "dynamodbstreams": Stream(self.records)}.__getitem__)

    def _drain(self, queue: str) -> list[str]:
        bodies: list[str] = []
        while messages := self._sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            bodies += [m["Body"] for m in messages]
            for message in messages:
                self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return bodies


def door_of(operation: str, parameters: Mapping[str, Any]) -> str:
    """What a call is for: a function's folder, `history`, or the operation itself."""
    # History is written in transactions; changes for a digest are put into the same table.
    if operation == "TransactWriteItems" or (operation == "PutItem" and parameters["TableName"] == "History"):
        return "history"
    return FUNCTIONS.get(parameters.get("FunctionName", ""), operation)


METADATA: dict[str, Any] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RequestId": "request"}


def service_error(code: str, operation: str) -> ClientError:
    """What botocore raises when a service answers with an error."""
    response: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": METADATA}
    return ClientError(response, operation)


def _definition(values: Mapping[str, str]) -> str:
    """The workflow's file with placeholders filled as by CloudFormation; those of functions become their own names."""
    text = (ROOT / "statemachine" / "denylist.asl.json").read_text()
    filled = {"Partition": "aws", **values}
    return re.sub(r"\$\{(\w+)\}", lambda found: filled.get(found[1], found[1]), text)


def _make_tables(client: Any) -> None:  # noqa: ANN401
    table = {"BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "ContactNumber", "KeyType": "HASH"}]}
    number = {"AttributeName": "ContactNumber", "AttributeType": "S"}
    client.create_table(
        TableName="History",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[number, {"AttributeName": "At", "AttributeType": "S"}],
        KeySchema=[*table["KeySchema"], {"AttributeName": "At", "KeyType": "RANGE"}],
    )
    client.create_table(
        TableName="Denylist",
        AttributeDefinitions=[number],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **table,
    )


def _attribute(value: str | int) -> dict[str, str]:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}
