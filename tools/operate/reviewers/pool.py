"""A stack's user pool, and requests to it whose faults are told in one sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.common.aws import Sentences, ask, pages
from tools.common.errors import LocalError
from tools.operate.target import Target

SENTENCES: dict[str | tuple[str, str], str] = {
    "AccessDenied": "These credentials may not do cognito-idp:{operation}; allow it on user pool {pool}",
    "UserNotFound": 'There is no "{of[Username]}" in the user pool of {place}; make reviewers lists who there is',
    "ResourceNotFound": "The user pool {pool} of {place}, or a group of it, is gone ({said}); "
    "put it right with: make repair STACK=name",
    "CodeDeliveryFailure": "Cognito could not mail {of[Username]} ({said}); check EMAIL",
    "TooManyRequests": "Cognito throttles {operation}; run this again later",
    "LimitExceeded": "Cognito refuses {operation}, because a quota is reached ({said})",
}


@dataclass(frozen=True)
class Pool:
    """A user pool, where it is, and a client with the right to change it."""

    id: str
    place: str
    console: str
    cognito: Any
    is_embedded: bool = False
    """Whether it is on this machine, where no invitations are mailed."""

    @property
    def sentences(self) -> Sentences:
        """What to say of a request that failed."""
        return Sentences(
            SENTENCES, "Cognito refuses {operation} ({code}: {said})", names={"pool": self.id, "place": self.place}
        )

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as the operation wants them
        """Send one request."""
        return ask(self.cognito, operation, self.sentences, UserPoolId=self.id, **parameters)

    def pages(self, operation: str, member: str, **parameters: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
        """Every item of a listing operation."""
        for page in pages(self.cognito, operation, self.sentences, UserPoolId=self.id, **parameters):
            yield from page.get(member, [])


def pool_of(stack: Target) -> Pool:
    """The user pool of a stack.

    Raises:
        LocalError: the stack has none.
    """
    if stack.outputs.get("UserPoolId"):
        return Pool(
            stack.outputs["UserPoolId"],
            stack.name,
            stack.outputs["ConsoleUrl"],
            stack.client("cognito-idp"),
            is_embedded=stack.is_embedded,
        )
    if "ConsoleUrl" in stack.outputs:
        raise LocalError(
            f"{stack.name} has no user pool, because it was deployed with OidcIssuer; manage people at that provider, "
            "in its groups viewers, reviewers and admins"
        )
    raise LocalError(f"{stack.name} has no console yet; bring it up to date with: make up, or make deploy")
