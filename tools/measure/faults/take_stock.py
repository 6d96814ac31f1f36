"""`take_stock` under a fault: it counts correctly, or fails without the metric `Subscribers`, and an alarm rings."""

from collections.abc import Iterator

from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import Fault
from tools.measure.faults.finding import Finding
from tools.measure.faults.handler import Call
from tools.measure.faults.tried import OF_SNS, tried


def counts(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:  # noqa: ARG001 - it has one moment
    """The hourly run, which is not repeated before the next hour."""
    topic = bench.stack.outputs["SupervisorTopicArn"]
    attributes = bench.stack.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    right = {"FlagsWaiting": 0, "FormerKeys": 0, "Subscribers": int(attributes["SubscriptionsConfirmed"])}

    def promise(call: Call) -> Iterator[str]:
        if not call.raised and call.answer != right:
            yield f"answered {call.answer}, and it is {right}"
        if ('"Subscribers"' in call.log) == bool(call.raised):
            yield "the metric is there without an answer, or an answer without the metric"

    yield from tried(bench, "take_stock", fault, {}, promise, "StoreError", *OF_SNS)
