"""Requests read and answers written as botocore's model of Amazon Connect says."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from tools.connect.standin.faults import Fault


@cache
def service() -> ServiceModel:
    """The model; reading it takes a while."""
    return botocore.session.get_session().get_service_model("connect")


@cache
def operation(name: str) -> OperationModel:
    """One operation of the model."""
    return service().operation_model(name)


def find(names: tuple[str, ...], method: str, target: str) -> tuple[OperationModel, dict[str, str]] | None:
    """The operation that a request line is for, with the parts of its path; none when it is for none of these."""
    path = urlsplit(target).path
    for name in names:
        candidate = operation(name)
        parts = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(candidate.http["requestUri"]))
        if candidate.http["method"] == method and (match := re.fullmatch(parts, path)):
            return candidate, {key: unquote(value) for key, value in match.groupdict().items()}
    return None


def read(asked: OperationModel, parts: dict[str, str], target: str, body: bytes) -> dict[str, Any]:
    """A request's parameters, which must be those that the model allows.

    Raises:
        Fault: they are not; `InvalidParameterException` says why, in botocore's words.
    """
    shape = asked.input_shape
    query = parse_qs(urlsplit(target).query)
    found: dict[str, Any] = json.loads(body) if body else {}
    for name, member in shape.members.items() if shape else ():
        wire = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "uri":
                found[name] = parts[wire]
            case "querystring" if wire in query:
                found[name] = _typed(member, query[wire])
    if shape and (flaws := _flaws(found, shape)):
        raise Fault("InvalidParameterException", Message=flaws)
    return found


def _typed(member: Shape, values: list[str]) -> Any:  # noqa: ANN401 - as the member's type says
    if member.type_name == "list":
        return values
    return int(values[0]) if member.type_name == "integer" else values[0]


def _flaws(value: dict[str, Any], shape: StructureShape) -> str:
    """What the model does not allow: botocore's own checks, and members that it does not know."""
    unknown = [f"Unknown member {name}" for name in value if name not in shape.members]
    return "\n".join([*unknown, ParamValidator().validate(value, shape).generate_report()]).strip()


def write(asked: OperationModel, answer: dict[str, Any]) -> bytes:
    """An answer's body.

    Raises:
        AssertionError: the stand-in answers what Amazon Connect could not.
    """
    if asked.output_shape:
        flaws = _flaws(answer, asked.output_shape)
        assert not flaws, f"{asked.name} answers {flaws}"  # noqa: S101 - a mistake of the stand-in itself
    return json.dumps(answer).encode()


def write_fault(fault: Fault) -> tuple[int, bytes]:
    """A fault's status and body."""
    shape = service().shape_for(fault.code)
    assert isinstance(shape, StructureShape)  # noqa: S101
    flaws = _flaws(fault.members, shape)
    assert not flaws, f"{fault.code} has {flaws}"  # noqa: S101
    return int(shape.metadata["error"]["httpStatusCode"]), json.dumps(fault.members).encode()
