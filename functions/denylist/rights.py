"""Rights: what people may do with the deny list, and the groups that have them."""

from enum import StrEnum


class Right(StrEnum):
    """What a route or a decision needs."""

    READ = "read"
    REVIEW = "review"
    PROTECT = "protect"


GROUPS = {
    "viewers": (Right.READ,),
    "reviewers": (Right.READ, Right.REVIEW),
    "admins": (Right.READ, Right.REVIEW, Right.PROTECT),
}
