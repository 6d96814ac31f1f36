"""AWS's default quotas in us-east-1 as stored copies of AWS's pages showed them, and what happens beyond.

AWS changes them, and new accounts may have less: Service Quotas in your own account rules.
"""

from dataclasses import dataclass

SEEN = "2026-11-22"
DYNAMODB = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html"
# The guide's source as AWS last published it; AWS may have raised these quotas since.
STATES = (
    "https://github.com/awsdocs/aws-step-functions-developer-guide/blob/28a1c1692519032cafcd0e8469a2863aa21be25d"
    "/doc_source/limits-overview.md"
)
CONNECT = "https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A limit: how much of what, whether AWS raises it, and what is seen beyond it."""

    name: str
    value: float
    unit: str
    fix: str
    """What to raise or to change; where it begins with "ask", AWS raises the quota."""
    beyond: str
    alarm: str
    """The alarm of ours that rings, or nothing."""
    source: str
    seen: str = SEEN
    burst: float = 0.0
    """How much more a bucket holds that has been left alone."""

    @property
    def adjustable(self) -> bool:
        """Whether AWS raises it when asked."""
        return self.fix.startswith("ask")


CALLS = Quota(
    name="Connect: calls at once",
    value=10,
    unit="calls",
    fix="ask for *Concurrent active calls per instance*",
    beyond="Further callers are not connected: the flow never runs, and no number is checked or denied",
    alarm="",
    source=CONNECT,
)
NAMES = Quota(
    name="Connect: API",
    value=2,
    unit="requests a second of each operation",
    fix="ask for more of DescribeContact and DescribeUser; or let the flow name the agent (`FlaggedBy`)",
    beyond="Flags wait up to about a minute for the agent's name, then go on as `unknown`",
    alarm="",
    source=CONNECT,
    burst=5,
)
CONCURRENCY = Quota(
    name="Lambda: executions at once",
    value=1000,
    unit="executions",
    fix="ask for *Concurrent executions*; and reserve some for `check_number`",
    beyond="Calls go on unchecked, agents hear the error prompt, the workflow tries again",
    alarm="CheckThrottlesAlarm",
    source="https://docs.aws.amazon.com/lambda/latest/operatorguide/scaling-concurrency.html",
)
INVOCATIONS = Quota(
    name="Lambda: requests",
    value=10_000,
    unit="requests a second, ten for each execution at once",
    fix="ask for *Concurrent executions*, which this follows",
    beyond="As with executions at once",
    alarm="CheckThrottlesAlarm",
    source="https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html",
)
ENTRY = Quota(
    name="DynamoDB: reads of one number",
    value=3000,
    unit="read units a second of one partition",
    fix="end those calls before the flow asks (carrier, phone number)",
    beyond="Checks of numbers in that partition fail, and those calls go on unchecked",
    alarm="CheckErrorsAlarm",
    source=DYNAMODB,
)
READS = Quota(
    name="DynamoDB: reads of a new table",
    value=12_000,
    unit="read units a second of an on-demand table that has not grown yet",
    fix="`WarmThroughput` of the table in `template.yaml`, before such calls come; it also grows by itself with them",
    beyond="Checks fail, and those calls go on unchecked, until the table has grown",
    alarm="CheckErrorsAlarm",
    source=DYNAMODB,
    seen="2026-11-26",
)
COUNTER = Quota(
    name="DynamoDB: counter of one number",
    value=1000,
    unit="write units a second of one partition",
    fix="end those calls before the flow asks",
    beyond="Calls are turned away all the same; the number's counter and the day's chart are too low",
    alarm="DegradedAnswersAlarm",
    source=DYNAMODB,
)
DAY = Quota(
    name="DynamoDB: counter of the day",
    value=1000,
    unit="write units a second of one partition",
    fix="spread the day over several items (not built)",
    beyond="Calls are turned away all the same; the day's chart is too low",
    alarm="DegradedAnswersAlarm",
    source=DYNAMODB,
)
INDEX = Quota(
    name="DynamoDB: one status in the index",
    value=1000,
    unit="write units a second of one partition",
    fix="spread `Status` over several keys (not built)",
    beyond="Writes to the table are throttled with the index: agents hear the error prompt, the workflow tries again",
    alarm="AddErrorsAlarm",
    source=DYNAMODB,
)
PIPE = Quota(
    name="Pipe: batches at once",
    value=1,
    unit="batch of each of the stream's shards",
    fix="`ParallelizationFactor` (up to 10) in `template.yaml`",
    beyond="Changes wait in the stream, for up to 22 hours; flags deny meanwhile, mail and history come late",
    alarm="PipeAgeAlarm",
    source="https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeSourceDynamoDBStreamParameters.html",
)
STARTS = Quota(
    name="Step Functions: starts",
    value=300,
    unit="StartExecution a second",
    fix="ask for more of StartExecution; or `BatchSize` in `template.yaml`",
    beyond="The pipe tries again, and changes wait in the stream",
    alarm="PipeAgeAlarm",
    source=STATES,
    burst=1300,
)
TRANSITIONS = Quota(
    name="Step Functions: transitions",
    value=1500,
    unit="state transitions a second",
    fix="ask for more state transitions",
    beyond="Executions take longer; after half an hour they are timed out",
    alarm="WorkflowTimedOutAlarm",
    source=STATES,
    burst=5000,
)
OPEN = Quota(
    name="Step Functions: executions at once",
    value=1_000_000,
    unit="open executions",
    fix="ask for more open executions; or `FlagMenu` = `none`, with which no flag waits",
    beyond="The pipe tries again, and changes wait in the stream",
    alarm="PipeAgeAlarm",
    source=STATES,
    seen="2026-11-29",
)
MAIL = Quota(
    name="SNS: e-mail",
    value=10,
    unit="mails a second of one subscription",
    fix="`AlertDigestMinutes`; subscribe a queue beside the mailbox",
    beyond="SNS takes the subscription back to *pending confirmation* and deletes it after 48 hours: no mail comes",
    alarm="NoSubscriberAlarm",
    source="https://repost.aws/knowledge-center/sns-email-subscription-disabled",
)
QUOTAS = (
    CALLS,
    NAMES,
    CONCURRENCY,
    INVOCATIONS,
    READS,
    ENTRY,
    COUNTER,
    DAY,
    INDEX,
    PIPE,
    STARTS,
    TRANSITIONS,
    OPEN,
    MAIL,
)
