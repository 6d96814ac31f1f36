"""A request to AWS that fails is told in one sentence, chosen by AWS's error code."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tools.common.aws import RefusedError, Sentences, ask, pages
from tools.common.errors import LocalError

SENTENCES = Sentences(
    {
        "Gone": "{operation} does not find {of[Name]} in {place}; try again",
        ("Gone", "Open"): "the door is gone: {problems}",
    },
    names={"place": "the stack"},
)


class Refusing:
    """A client that refuses everything for one reason."""

    def __init__(self, reason: Exception) -> None:
        self.reason = reason

    def open(self, **_: object) -> None:
        raise self.reason

    def get_paginator(self, _: str) -> "Refusing":
        return self

    def paginate(self, **_: object) -> None:
        raise self.reason


def refusal(code: str, operation: str = "Close", **more: Any) -> ClientError:  # noqa: ANN401
    return ClientError({"Error": {"Code": code, "Message": "be{cause}"}, **more}, operation)  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (refusal("Gone"), "Close does not find it in the stack; try again"),
        (refusal("GoneException"), "Close does not find it in the stack; try again"),
        (refusal("Gone", "Open", problems=[{"message": "a"}, {"message": "b"}]), "the door is gone: a; b"),
        (refusal("Odd"), "AWS refuses Close (Odd: be{cause})"),
        (NoCredentialsError(), "There is no answer (NoCredentialsError); on AWS check Region, network and credentials"),
    ],
)
def test_refusal_is_one_sentence(reason: Exception, sentence: str) -> None:
    with pytest.raises(LocalError) as raised:
        ask(Refusing(reason), "open", SENTENCES, Name="it")
    assert str(raised.value).startswith(sentence)
    with pytest.raises(LocalError):
        list(pages(Refusing(reason), "open", SENTENCES))


def test_refusal_keeps_its_code() -> None:
    with pytest.raises(RefusedError) as raised:
        ask(Refusing(refusal("GoneException")), "open")
    assert raised.value.code == "Gone"
