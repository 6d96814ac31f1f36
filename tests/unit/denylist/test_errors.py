"""One tree of errors."""

import inspect

from denylist import errors
from denylist.errors import (
    ConnectError,
    DenylistError,
    MalformedRecordError,
    StoreBusyError,
    StoreError,
    UnknownTermError,
)


def test_every_error_is_one_of_the_deny_lists_own() -> None:
    made = [member for _, member in inspect.getmembers(errors, inspect.isclass)]
    assert set(made) == {
        DenylistError,
        UnknownTermError,
        MalformedRecordError,
        StoreError,
        StoreBusyError,
        ConnectError,
    }
    assert all(issubclass(error, DenylistError) for error in made)


def test_busy_store_is_a_store_error() -> None:
    assert issubclass(StoreBusyError, StoreError)
