"""What `send_digest` reads and tells: a history table of its own with changes in it, and a topic with one reader."""

import json
import secrets
from dataclasses import replace

from denylist.keys import DIGEST
from tools.embedded.deploy import subscribe_queue
from tools.embedded.stack import Stack
from tools.measure.faults.events import waiting
from tools.measure.faults.tables import Tables, new_number


class Window:
    """Changes that wait, and the mails about them, until it is closed."""

    def __init__(self, stack: Stack) -> None:
        name = f"faults-digest-{secrets.token_hex(4)}"
        self._topic: str = stack.client("sns").create_topic(Name=name)["TopicArn"]
        self._stack = replace(stack, alerts_queue_url=subscribe_queue(stack.endpoint_url, self._topic, name))
        self._tables = Tables(stack)
        self.variables = {
            "HISTORY_TABLE": self._tables.history,
            "TOPIC_ARN": self._topic,
            "LANGUAGE": "en",
            "CONSOLE_URL": "https://console.example/",
        }

    def put(self, count: int) -> set[str]:
        """Let so many changes wait, and return the numbers that they are about, one each."""
        numbers = {new_number() for _ in range(count)}
        for number in numbers:
            self._tables.remember(waiting(number))
        return numbers

    def waiting(self) -> set[str]:
        """The numbers whose changes wait."""
        return {json.loads(item["Change"]["S"])["number"] for item in self._tables.history_of(DIGEST)}

    def told(self) -> set[str]:
        """The numbers whose changes were mailed since the last call."""
        mails = [json.loads(alert["Message"]) for alert in self._stack.take_alerts()]
        return {change["number"] for mail in mails for change in mail["changes"]}

    def close(self) -> None:
        """Delete the tables, the topic and the queue."""
        self._tables.drop()
        self._stack.client("sns").delete_topic(TopicArn=self._topic)
        self._stack.client("sqs").delete_queue(QueueUrl=self._stack.alerts_queue_url)
