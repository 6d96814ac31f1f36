"""Where the emulator differs from AWS. The tests assert it, so that we notice a new version which closes a gap.

A test that fails here is good news: look for code or tests that work around the gap, then delete the test.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tools.common.progress import wait_until
from tools.embedded import emulator
from tools.embedded.stack import client

ROLE = "arn:aws:iam::000000000000:role/nobody"
FUNCTION = """
import json, sys
class OddError(Exception):
    pass
def handler(event, context):
    if event.get("fail"):
        raise OddError("odd")
    return {"python": list(sys.version_info[:2]), "event": event}
"""
PASS = {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty emulator, without the stack."""
    directory = tmp_path_factory.mktemp("gaps")
    yield emulator.start(directory, {}).url
    emulator.stop(directory)


def zipped(name: str, content: str) -> bytes:
    """An archive of one file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, content)
    return archive.getvalue()


@pytest.fixture(scope="module")
def function(endpoint: str) -> str:
    created = client("lambda", endpoint).create_function(
        FunctionName="odd",
        Runtime="python3.12",
        Role=ROLE,
        Handler="app.handler",
        Code={"ZipFile": zipped("app.py", FUNCTION)},
        Timeout=10,
    )
    return str(created["FunctionArn"])


def machine(endpoint: str, name: str, definition: dict[str, Any]) -> str:
    states = client("stepfunctions", endpoint)
    created = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
    return str(created["stateMachineArn"])


def finished(endpoint: str, arn: str) -> list[dict[str, Any]]:
    """The state machine's executions that have ended."""
    states = client("stepfunctions", endpoint)
    executions = states.list_executions(stateMachineArn=arn)["executions"]
    described = [states.describe_execution(executionArn=execution["executionArn"]) for execution in executions]
    return [execution for execution in described if execution["status"] != "RUNNING"]


def test_layer_is_unpacked_for_each_function(endpoint: str) -> None:
    """It is unpacked for each process, too, which is why there is `tools.embedded.layers`."""
    functions = client("lambda", endpoint)
    layer = functions.publish_layer_version(LayerName="laid", Content={"ZipFile": zipped("python/laid.py", "")})

    def where(name: str) -> str:
        """Where a function of this name finds the layer."""
        functions.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=ROLE,
            Handler="app.handler",
            Code={"ZipFile": zipped("app.py", "import laid\ndef handler(event, context):\n    return laid.__file__\n")},
            Layers=[layer["LayerVersionArn"]],
        )
        return str(functions.invoke(FunctionName=name, Payload=b"{}")["Payload"].read())

    assert where("one") != where("two")


def test_functions_run_in_its_own_python_whatever_the_runtime(endpoint: str, function: str) -> None:
    """So `.venvs/emulator` must have the Python that the template names. The function here asks for 3.12."""
    answer = client("lambda", endpoint).invoke(FunctionName=function, Payload=b"{}")
    assert json.loads(answer["Payload"].read())["python"] == [3, 13]


def test_every_function_error_has_one_type(endpoint: str, function: str) -> None:
    """AWS says OddError. So no ErrorEquals in the workflow may name a function's own exceptions."""
    answer = client("lambda", endpoint).invoke(FunctionName=function, Payload=b'{"fail": true}')
    assert json.loads(answer["Payload"].read())["errorType"] == "Runtime.HandlerError"


def test_sns_takes_a_subject_that_mail_cannot_carry(endpoint: str) -> None:
    """AWS refuses subjects of 100 characters, with line breaks, or beyond ASCII. Our unit tests make sure of that."""
    sns = client("sns", endpoint)
    topic = sns.create_topic(Name="subjects")["TopicArn"]
    assert sns.publish(TopicArn=topic, Subject="é\n" * 100, Message="x")["MessageId"]


def test_step_functions_takes_a_machine_without_its_states(endpoint: str) -> None:
    """AWS checks the definition. Here, tests/static does."""
    assert machine(endpoint, "invalid", {"StartAt": "Nowhere", "States": {"Pass": {"Type": "Pass", "End": True}}})


def test_step_functions_takes_more_than_256_kilobytes(endpoint: str) -> None:
    arn = machine(endpoint, "large", PASS)
    states = client("stepfunctions", endpoint)
    assert states.start_execution(stateMachineArn=arn, input=json.dumps({"large": "x" * 300_000}))["executionArn"]


def test_pipe_ignores_filter_batch_size_and_role(endpoint: str) -> None:
    """Two records that the filter excludes arrive, in one batch. So the workflow filters again, and has a Map."""
    arn = machine(endpoint, "piped", PASS)
    pipes, dynamodb = client("pipes", endpoint), client("dynamodb", endpoint)
    pipes.create_pipe(
        Name="piped",
        RoleArn=ROLE,
        DesiredState="STOPPED",
        Source=stream_table(endpoint),
        SourceParameters={
            "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["REMOVE"]}'}]},
            "DynamoDBStreamParameters": {"StartingPosition": "LATEST", "BatchSize": 1},
        },
        Target=arn,
        TargetParameters={"StepFunctionStateMachineParameters": {"InvocationType": "FIRE_AND_FORGET"}},
    )
    for number in ("+12125550100", "+12125550101"):
        dynamodb.put_item(TableName="piped", Item={"ContactNumber": {"S": number}})
    pipes.start_pipe(Name="piped")
    executions = wait_until(lambda: finished(endpoint, arn), 30, "an execution")
    assert [len(json.loads(execution["input"])) for execution in executions] == [2]


def stream_table(endpoint: str) -> str:
    table = client("dynamodb", endpoint).create_table(
        TableName="piped",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "ContactNumber", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "ContactNumber", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return str(table["TableDescription"]["LatestStreamArn"])


def test_alarms_ignore_dimensions(endpoint: str) -> None:
    """An alarm on one function rings for another's errors."""
    cloudwatch = client("cloudwatch", endpoint)
    cloudwatch.put_metric_alarm(
        AlarmName="one",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": "one"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    other = [{"Name": "FunctionName", "Value": "other"}]
    data = [{"MetricName": "Errors", "Dimensions": other, "Value": 1.0}]
    cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=data)
    wait_until(lambda: alarm_state(endpoint) == "ALARM", 30, "the alarm")


def alarm_state(endpoint: str) -> str:
    alarms = client("cloudwatch", endpoint).describe_alarms(AlarmNames=["one"])["MetricAlarms"]
    return str(alarms[0]["StateValue"])


def test_deployment_preference_is_refused(endpoint: str) -> None:
    """Gradual deployments cannot be tried here, so the embedded stack has none."""
    assert deployed(endpoint, "plain", {"AutoPublishAlias": "live"})
    gradual = {"AutoPublishAlias": "live", "DeploymentPreference": {"Type": "AllAtOnce"}}
    assert not deployed(endpoint, "gradual", gradual)


def deployed(endpoint: str, name: str, properties: dict[str, Any]) -> bool:
    """Whether the emulator accepts a template with such a function."""
    function = {"Runtime": "python3.13", "Handler": "app.handler", "InlineCode": FUNCTION} | properties
    resource = {"Type": "AWS::Serverless::Function", "Properties": function}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Odd": resource}}
    cloudformation = client("cloudformation", endpoint)
    try:
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    except cloudformation.exceptions.ClientError:
        return False
    return wait_until(lambda: ended_status(endpoint, name), 30, "the stack") == "CREATE_COMPLETE"


def ended_status(endpoint: str, name: str) -> str:
    status = str(client("cloudformation", endpoint).describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    return "" if status.endswith("IN_PROGRESS") else status
