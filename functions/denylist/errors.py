"""The package's exceptions. Errors of botocore are turned into these at its edge.

    DenylistError
    ├── UnknownTermError
    ├── UnknownCategoryError
    ├── MalformedRecordError
    ├── StoreError
    │   └── StoreBusyError
    └── ConnectError

Outcomes such as a refused number or a number that is already listed are return values. An exception means a fault, or a
request that should not have been made.
"""


class DenylistError(Exception):
    """Anything the deny list raises on purpose."""


class UnknownTermError(DenylistError):
    """A term that is not in `terms.TERMS`, or that only a reviewer may give."""


class UnknownCategoryError(DenylistError):
    """A category that is not in `categories.CATEGORIES`."""


class MalformedRecordError(DenylistError):
    """A stream record that lacks what every DynamoDB stream record has."""


class StoreError(DenylistError):
    """DynamoDB did not do what was asked; the message names its error code, never an item."""


class StoreBusyError(StoreError):
    """An entry kept changing between attempts; asking again is safe."""


class ConnectError(DenylistError):
    """Amazon Connect did not answer what was asked about a contact or its agent."""
