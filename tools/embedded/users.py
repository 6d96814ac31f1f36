"""The sample people of the embedded stack's user pool.

rita reviews, adam also protects numbers, and the others are agents: the one at the desk (`make lab`) in English and the
one in Korean.
"""

import secrets
import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tools.embedded.stack import Stack, User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient as Cognito
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

PEOPLE: Mapping[str, list[str]] = {
    "rita": ["reviewers"],
    "adam": ["admins", "reviewers"],
    "maria.lopez": ["agents"],
    "kim.minji": ["agents"],
}

# Without letters and digits that people confuse.
_ALPHABET = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def new_password() -> str:
    """A password that a pool of any policy takes: four times five characters, hyphens between; 115 bits.

    >>> len(new_password())
    23
    """
    while True:
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
        if all(set(password) & set(kind) for kind in _CLASSES):
            return password


def make_users(cognito: "Cognito", pool: str, known: Sequence[User] = ()) -> list[User]:
    """Make the sample people, or correct their groups. A person whose password is known keeps it."""
    passwords = {user["username"]: user["password"] for user in known}
    users = [
        User(username=name, password=passwords.get(name) or new_password(), groups=PEOPLE[name]) for name in PEOPLE
    ]
    for user in users:
        _make_user(cognito, pool, user)
    return users


def _make_user(cognito: "Cognito", pool: str, user: User) -> None:
    # The password is set at once, because the emulator makes temporary ones that the pool's own policy refuses.
    name, password = user["username"], user["password"]
    email: Sequence[AttributeTypeTypeDef] = [
        {"Name": "email", "Value": f"{name}@example.com"},
        {"Name": "email_verified", "Value": "true"},
    ]
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=name,
            UserAttributes=email,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
        )
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_enable_user(UserPoolId=pool, Username=name)
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    for group in user["groups"]:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)


def console_lines(stack: Stack) -> list[str]:
    """Where the console is and who can sign in, a line each: what people are told at the end of a command."""
    width = max((len(user["username"]) for user in stack.users), default=0)
    people = [f"{user['username']:<{width}}  {user['password']}  ({', '.join(user['groups'])})" for user in stack.users]
    return [stack.outputs["ConsoleUrl"], *people]
