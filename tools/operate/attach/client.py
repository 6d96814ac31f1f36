"""Amazon Connect for `make connect`: within the rate limit, with retries, and with a sentence for each fault."""

import time
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.config import Config

from tools.common.aws import Sentences, ask, items
from tools.operate.attach.instance import InstanceArn

INTERVAL = 0.5  # seconds between requests: Connect allows two a second (Service Quotas, API throttling)
ATTEMPTS = 6

SENTENCES: dict[str | tuple[str, str], str] = {
    "AccessDenied": "These credentials may not do connect:{operation}; "
    "allow it on {instance.text}, on what is below it and, for numbers, on phone-number/*",
    "Throttling": f"Amazon Connect still throttles {{operation}} after {ATTEMPTS} attempts; run this again later",
    ("ResourceNotFound", "DescribeInstance"): "Account {instance.account} has no instance {instance.id} "
    "in {instance.region}; check the ARN",
    "ResourceNotFound": "Amazon Connect does not find what {operation} is about ({said}); "
    "it may have been removed, so run this again",
    "LimitExceeded": "Amazon Connect refuses {operation}, because a quota is reached ({said}); detach something first",
    "InvalidContactFlow": "Amazon Connect refuses the flow: {problems}; correct its file and deploy again",
}


class Client:
    """The operations of one instance."""

    def __init__(self, instance: InstanceArn, endpoint_url: str | None = None, interval: float = INTERVAL) -> None:
        """`endpoint_url` is for a stand-in; without it, the AWS account of the usual credentials is asked."""
        self.instance = instance
        self._sentences = Sentences(
            SENTENCES,
            "Amazon Connect refuses {operation} ({code}: {said})",
            "Amazon Connect cannot be asked ({said}); check Region, network and credentials",
            {"instance": instance},
        )
        self._interval, self._last = interval, 0.0
        # Standard retries back off from throttling, with jitter.
        config = Config(retries={"total_max_attempts": ATTEMPTS, "mode": "standard"})
        self._client: Any = boto3.client(
            "connect", region_name=instance.region, endpoint_url=endpoint_url, config=config
        )
        self._client.meta.events.register("before-send.connect", self._pace)

    def _pace(self, **_: object) -> None:
        """Wait until the next request may be sent, be it a new one or a retry."""
        time.sleep(max(0.0, self._last + self._interval - time.monotonic()))
        self._last = time.monotonic()

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as the operation wants them
        """Send one request. If it fails, the error says what to do."""
        return ask(self._client, operation, self._sentences, InstanceId=self.instance.id, **parameters)

    def pages(self, operation: str, member: str, **parameters: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
        """Every item of a listing operation."""
        return items(self._client, operation, member, self._sentences, InstanceId=self.instance.id, **parameters)
