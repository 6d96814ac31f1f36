"""`take_stock` on the deployed stack counts subscribers and waiting flags, and runs every hour."""

from tools.embedded.stack import Stack


def _function(stack: Stack) -> str:
    resource = stack.client("cloudformation").describe_stack_resource(
        StackName="connect-deny-list", LogicalResourceId="TakeStockFunction"
    )
    name: str = resource["StackResourceDetail"]["PhysicalResourceId"]
    return name


def test_confirmed_subscriptions_are_counted(stack: Stack) -> None:
    attributes = stack.client("sns").get_topic_attributes(TopicArn=stack.outputs["SupervisorTopicArn"])["Attributes"]
    assert int(attributes["SubscriptionsConfirmed"]) >= 1, "the stack's own queue"
    answer = stack.invoke(_function(stack), {})
    counted = {name: answer[name] for name in ("FlagsWaiting", "FormerKeys")}
    assert answer == {**counted, "Subscribers": int(attributes["SubscriptionsConfirmed"])}


def test_flags_that_wait_are_counted(stack: Stack) -> None:
    """The emulator's pipe leaves no flag waiting, so this only shows that the query of the index works."""
    assert stack.invoke(_function(stack), {})["FlagsWaiting"] == 0


def test_it_is_asked_every_hour(stack: Stack) -> None:
    rules = stack.client("events").list_rules()["Rules"]
    assert [rule["ScheduleExpression"] for rule in rules if rule["State"] == "ENABLED"] == ["rate(1 hour)"]
