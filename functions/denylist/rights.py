"""Rights: what people may do with the deny list, and the groups that have them."""

from enum import StrEnum


class Right(StrEnum):
    """What a route or a decision needs."""

    FLAG = "flag"
    READ = "read"
    REVIEW = "review"
    PROTECT = "protect"


GROUPS = {
    "agents": (Right.FLAG,),
    "viewers": (Right.FLAG, Right.READ),
    "reviewers": (Right.FLAG, Right.READ, Right.REVIEW),
    "admins": (Right.FLAG, Right.READ, Right.REVIEW, Right.PROTECT),
}
