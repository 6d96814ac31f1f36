"""A damaged answer from DynamoDB is an error."""

from typing import Any
from zlib import crc32

import pytest
from botocore.exceptions import ChecksumError

from denylist import clients
from denylist.errors import StoreError
from denylist.tables.store import Store

WHOLE = b'{"Item": {"ContactNumber": {"S": "+12065550142"}}}'


class Answer:
    """An HTTP answer as botocore's session gives it."""

    def __init__(self, content: bytes, checksum: str | None) -> None:
        self.status_code, self.content = 200, content
        self.headers = {"x-amz-crc32": checksum} if checksum else {}
        self.raw = None


@pytest.fixture
def client() -> Any:  # noqa: ANN401
    return clients.dynamodb()


def answering(client: Any, answer: Answer) -> Store:  # noqa: ANN401
    """A store whose client gets this answer."""
    client.meta.events.register("before-send.dynamodb", lambda **_: answer)
    return Store(client, "Denylist", "History")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("checksum", [str(crc32(WHOLE)), None], ids=["right", "none"])
def test_whole_answer_is_taken(client: Any, checksum: str | None) -> None:  # noqa: ANN401
    entry = answering(client, Answer(WHOLE, checksum)).get("+12065550142")
    assert entry
    assert entry.number == "+12065550142"


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    "damaged", [b"", WHOLE[:20], b"{}", WHOLE.replace(b"0142", b"0143"), b"\xff\xfe" + WHOLE[2:]],
    ids=["nothing", "cut", "emptied", "altered", "no text"],
)  # fmt: skip
def test_damaged_answer_is_a_store_error_and_never_an_empty_table(client: Any, damaged: bytes) -> None:  # noqa: ANN401
    with pytest.raises(StoreError, match=r"^ChecksumError$") as raised:
        answering(client, Answer(damaged, str(crc32(WHOLE)))).get("+12065550142")
    assert isinstance(raised.value.__cause__, ChecksumError)
