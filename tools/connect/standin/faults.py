"""What the stand-in says when it is told to fail, or is asked for what it does not have."""

from typing import Any


class Fault(Exception):  # noqa: N818 - what is scripted or answered, not what went wrong here
    """An error of the service, by its code; the status comes from the service's model."""

    def __init__(self, code: str, **members: Any) -> None:  # noqa: ANN401 - whatever the error's shape has
        super().__init__(code)
        self.code, self.members = code, members

    @classmethod
    def throttled(cls) -> "Fault":
        """More than two requests a second."""
        return cls("ThrottlingException", Message="Rate exceeded")

    @classmethod
    def denied(cls, operation: str) -> "Fault":
        """As IAM words it."""
        return cls("AccessDeniedException", Message=f"User is not authorized to perform: connect:{operation}")

    @classmethod
    def missing(cls, what: str) -> "Fault":
        """There is no such thing on this instance."""
        return cls("ResourceNotFoundException", Message=f"{what} not found")

    @classmethod
    def invalid_flow(cls, *problems: str) -> "Fault":
        """What Connect finds wrong with a flow's content."""
        return cls("InvalidContactFlowException", problems=[{"message": problem} for problem in problems])
