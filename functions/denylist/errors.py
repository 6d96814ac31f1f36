"""What can go wrong, as one tree: nothing below this package's edge escapes it.

Business outcomes (a number that is refused, a flag that is already listed) are return values,
not exceptions; an exception here is a fault, or a request nobody should have made.
"""


class DenylistError(Exception):
    """Anything the deny list raises on purpose."""


class UnknownTermError(DenylistError):
    """A term that is not one of `terms.TERMS`, or one that the asker may not give."""


class MalformedRecordError(DenylistError):
    """A stream record without the parts every DynamoDB stream record has."""


class StoreError(DenylistError):
    """DynamoDB did not do what was asked; the message names its error code, never an item."""


class StoreBusyError(StoreError):
    """An entry kept changing between attempts; asking again is safe."""


class ConnectError(DenylistError):
    """Amazon Connect did not answer who the agent was."""
