"""Works out all changes before any is made. Each step has a sentence for the operator, and a request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.common.errors import LocalError
from tools.embedded.users import new_password
from tools.operate.changes import Step
from tools.operate.reviewers.people import GROUPS, Person, find
from tools.operate.reviewers.pool import Pool

DEFAULT_GROUP = "reviewers"
INVITATION_DAYS = 3
TOKEN_MINUTES = 15
"""The template's groups. A test compares them."""


@dataclass(frozen=True)
class Wish:
    """What the operator asked for. Without a group, the person's own group is meant, else `reviewers`."""

    add: str = ""
    remove: str = ""
    email: str = ""
    group: str = ""
    invite: bool = False
    """Whether to mail the invitation again, because it is valid for a few days only."""

    def refuse_nonsense(self) -> None:
        """Refuse combinations that make no sense, before any request."""
        if self.add and self.remove:
            raise LocalError("ADD and REMOVE are two commands; nothing was changed")
        if (self.email or self.group or self.invite) and not self.add:
            raise LocalError("EMAIL, GROUP and INVITE say something about a person: add ADD=name")
        if self.group and self.group not in GROUPS:
            raise LocalError(f'GROUP is "{self.group}"; it must be one of {", ".join(GROUPS)}; nothing was changed')
        if self.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email):
            raise LocalError(f'EMAIL is "{self.email}", which is no address; nothing was changed')


def plan(pool: Pool, wish: Wish) -> list[Step]:
    """The steps that bring the pool to what was asked for."""
    if wish.remove:
        return _removal(pool, wish.remove)
    person = find(pool, wish.add)
    steps = [*_changes(pool, person, wish)] if person else [*_addition(pool, wish)]
    return [*steps, *_moves(person or Person(wish.add), wish.group)]


def _removal(pool: Pool, name: str) -> list[Step]:
    if not (person := find(pool, name)):
        raise LocalError(f'There is no "{name}" in the user pool of {pool.place}; make reviewers lists who there is')
    named = (("Username", person.name),)
    return [
        Step(f"Sign {person.name} out everywhere", "admin_user_global_sign_out", named),
        Step(f"Remove {_who(person.name, person.email)}", "admin_delete_user", named),
    ]


def _addition(pool: Pool, wish: Wish) -> Iterator[Step]:
    if pool.is_embedded:
        yield from _embedded_addition(wish)
        return
    if not wish.email:
        raise LocalError(f"{wish.add} is new, and an invitation is mailed: add EMAIL={wish.add}@example.com")
    sentence = f"Add {_who(wish.add, wish.email)}; Cognito mails an invitation, good for {INVITATION_DAYS} days"
    request = (*_new(wish), ("DesiredDeliveryMediums", ["EMAIL"]))
    yield Step(sentence, "admin_create_user", request)


def _embedded_addition(wish: Wish) -> Iterator[Step]:
    """Add a person to the embedded pool. It sends no mail, so the password is printed once."""
    password = new_password()
    unsaid = (("TemporaryPassword", password), ("MessageAction", "SUPPRESS"))
    chosen = (("Username", wish.add), ("Password", password), ("Permanent", True))
    yield Step(f"Add {_who(wish.add, wish.email)}", "admin_create_user", (*_new(wish), *unsaid))
    yield Step(f"Give {wish.add} a password", "admin_set_user_password", chosen, password)


def _new(wish: Wish) -> tuple[tuple[str, Any], ...]:
    return ("Username", wish.add), ("UserAttributes", _attributes(wish.email))


def _attributes(email: str) -> list[dict[str, str]]:
    """The operator vouches for the address, so it counts as verified, and a password can be reset by mail."""
    if not email:
        return []
    return [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]


def _changes(pool: Pool, person: Person, wish: Wish) -> Iterator[Step]:
    """Changes of an existing person, apart from groups."""
    yield Step(f"{_who(person.name, person.email)} is there already")
    if wish.email and wish.email != person.email:
        request = (("Username", person.name), ("UserAttributes", _attributes(wish.email)))
        yield Step(f"Give {person.name} the address {wish.email}", "admin_update_user_attributes", request)
    if not person.enabled:
        yield Step(f"Let {person.name} sign in again", "admin_enable_user", (("Username", person.name),))
    if wish.invite:
        yield _invitation(pool, person)


def _invitation(pool: Pool, person: Person) -> Step:
    if pool.is_embedded or person.status != "invited":
        return Step(f"{person.name} needs no invitation; a forgotten password is reset on the login page")
    request = (("Username", person.name), ("MessageAction", "RESEND"), ("DesiredDeliveryMediums", ["EMAIL"]))
    return Step(
        f"Mail {person.name} the invitation again, good for {INVITATION_DAYS} days", "admin_create_user", request
    )


def _moves(person: Person, group: str) -> Iterator[Step]:
    """Move the person into the group that was asked for, and out of the others. Without one, groups stay."""
    has = [name for name in GROUPS if name in person.groups]
    wanted = [group] if group else has or [DEFAULT_GROUP]
    for name in wanted:
        if name in has:
            yield Step(f"{person.name} is in {name}")
        else:
            yield Step(f"Put {person.name} into {name}", "admin_add_user_to_group", _member(person, name))
    for name in has:
        if name not in wanted:
            yield Step(f"Take {person.name} out of {name}", "admin_remove_user_from_group", _member(person, name))


def _member(person: Person, group: str) -> tuple[tuple[str, str], ...]:
    return ("Username", person.name), ("GroupName", group)


def _who(name: str, email: str) -> str:
    return f"{name} <{email}>" if email else name


def afterwards(steps: list[Step]) -> str:
    """What an operator must know after rights were taken away; empty if none were."""
    taken = {"admin_delete_user", "admin_remove_user_from_group"}
    if not any(step.operation in taken for step in steps):
        return ""
    return f"An access token that was issued before is good for at most {TOKEN_MINUTES} minutes more"
