"""Resources to ask about rights on: the stack's, other stacks', and those with nearly the same ARN as the stack's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from tests.policies import INSTANCE
from tools.embedded.stack import REGION, STACK_NAME

HERE = f"{REGION}:000000000000"
OTHER_ACCOUNT, OTHER_REGION = f"{REGION}:999999999999", "eu-west-1:000000000000"
# ARNs by type, of Region and account (`place`), account alone, and physical id.
ARNS = {
    "AWS::Cognito::UserPool": {"": "arn:aws:cognito-idp:{place}:userpool/{id}"},
    "AWS::Connect::Instance": {"": "{id}"} | {f"/{kind}": f"{{id}}/{kind}/1" for kind in ("contact", "agent", "queue")},
    "AWS::DynamoDB::Table": {
        "": "arn:aws:dynamodb:{place}:table/{id}",
        "/index/ByStatus": "arn:aws:dynamodb:{place}:table/{id}/index/ByStatus",
        "/index/ByActor": "arn:aws:dynamodb:{place}:table/{id}/index/ByActor",
        "/index/Other": "arn:aws:dynamodb:{place}:table/{id}/index/Other",
    },
    "AWS::IAM::Role": {"": "arn:aws:iam::{account}:role/{id}"},
    "AWS::Lambda::Function": {
        "": "arn:aws:lambda:{place}:function:{id}",
        ":live": "arn:aws:lambda:{place}:function:{id}:live",
        ":1": "arn:aws:lambda:{place}:function:{id}:1",
    },
    "AWS::Logs::LogGroup": {
        "": "arn:aws:logs:{place}:log-group:{id}",
        ":log-stream": "arn:aws:logs:{place}:log-group:{id}:log-stream:any",
    },
    "AWS::Pipes::Pipe": {"": "arn:aws:pipes:{place}:pipe/{id}"},
    "AWS::SNS::Topic": {"": "{id}"},
    "AWS::SQS::Queue": {"": "arn:aws:sqs:{place}:{id}"},
    "AWS::StepFunctions::StateMachine": {"": "{id}"},
}
# What SAM makes of its own types.
MADE = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
}
FOREIGN = {
    "a bucket": "arn:aws:s3:::somebodys-bucket",
    "an object": "arn:aws:s3:::somebodys-bucket/key",
    "a key": "arn:aws:kms:{place}:key/01234567-89ab-cdef-0123-456789abcdef",
    "a secret": "arn:aws:secretsmanager:{place}:secret:somebodys",
    "a parameter": "arn:aws:ssm:{place}:parameter/somebodys",
    "an administrator": "arn:aws:iam::{account}:role/administrator",
    "an instance of Connect": INSTANCE,
    "a rule": "arn:aws:events:{place}:rule/somebodys",
    "a stack": f"arn:aws:cloudformation:{{place}}:stack/{STACK_NAME}/id",
    "an API": "arn:aws:execute-api:{place}:somebodys/$default/GET/api/entries",
    "an API's settings": f"arn:aws:apigateway:{REGION}::/apis/somebodys",
}


@dataclass(frozen=True)
class World:
    """ARNs by name, and each with a longer name."""

    own: dict[str, str]
    longer: dict[str, str]
    place: str
    """Region and account."""

    @classmethod
    def of(cls, resources: Iterable[tuple[str, str, str]], place: str, stream: str) -> Self:
        """The world of these resources (logical id, type, physical id) and of the stream of DenylistTable."""
        own, longer = (
            {"DenylistTable/stream": stream},
            {"DenylistTable/stream": stream.replace("/stream", "-other/stream")},
        )
        for name, kind, physical in resources:
            for part, form in ARNS.get(kind, {}).items():
                own[name + part] = _arn(form, place, physical)
                longer[name + part] = _arn(form, place, physical + "-other")
        return cls(own, longer, place)

    def around(self, permissions: dict[str, list[str]]) -> dict[str, str]:
        """All of the stack's resources, some of others', and near misses of those that these permissions name."""
        near = {}
        for name in {name for names in permissions.values() for name in names} - {"*"}:
            near[f"{name} of another account"] = self.own[name].replace(self.place, OTHER_ACCOUNT)
            near[f"{name} of another Region"] = self.own[name].replace(self.place, OTHER_REGION)
            near[f"{name} with a longer name"] = self.longer[name]
        foreign = {name: _arn(form, self.place) for name, form in FOREIGN.items()}
        return self.own | foreign | near


def _arn(form: str, place: str, physical: str = "") -> str:
    return form.format(place=place, account=place.partition(":")[2], id=physical)
