"""The people of a pool, as operators see them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from denylist import rights
from tools.common.aws import RefusedError
from tools.common.progress import in_columns
from tools.operate.reviewers.pool import Pool

GROUPS = tuple(rights.GROUPS)
COLUMNS = ("name", "e-mail", "groups", "status", "MFA")
STATUSES = {"CONFIRMED": "active", "FORCE_CHANGE_PASSWORD": "invited", "RESET_REQUIRED": "must set a new password"}


@dataclass(frozen=True)
class Person:
    """A person of the pool."""

    name: str
    email: str = ""
    groups: Sequence[str] = ()
    status: str = "active"
    enabled: bool = True
    mfa: Sequence[str] = field(default=())

    def row(self) -> tuple[str, ...]:
        """A person's row of the list. A person without a group has a dash, and may do nothing."""
        status = self.status if self.enabled else "disabled"
        return self.name, self.email or "-", ", ".join(self.groups) or "-", status, "yes" if self.mfa else "no"


def find(pool: Pool, name: str) -> Person | None:
    """The person of this name, if there is one."""
    try:
        found = pool.ask("admin_get_user", Username=name)
    except RefusedError as exc:
        if exc.code != "UserNotFound":
            raise
        return None
    groups = pool.pages("admin_list_groups_for_user", "Groups", Username=name)
    return Person(
        name=found["Username"],
        email=_email(found["UserAttributes"]),
        groups=sorted(group["GroupName"] for group in groups),
        status=STATUSES.get(found["UserStatus"], found["UserStatus"].lower()),
        enabled=found["Enabled"],
        mfa=found.get("UserMFASettingList", ()),
    )


def all_people(pool: Pool) -> Iterator[Person]:
    """The pool's people by name."""
    for name in sorted(user["Username"] for user in pool.pages("list_users", "Users")):
        if person := find(pool, name):
            yield person


def table(people: Iterable[Person]) -> list[str]:
    """The list of people, with a head."""
    return in_columns([COLUMNS, *(person.row() for person in people)])


def _email(attributes: Iterable[dict[str, Any]]) -> str:
    return next((str(a["Value"]) for a in attributes if a["Name"] == "email"), "")
