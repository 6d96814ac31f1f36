"""`make reviewers`: lists, adds and removes the people who may sign in to the console.

Without a name it lists them. It says what it would change, and asks if the pool is on AWS. A second run changes
nothing.
"""

import argparse
from collections.abc import Sequence

from tools.common.errors import exit_on_error
from tools.common.progress import say
from tools.operate import target
from tools.operate.changes import carry_out
from tools.operate.reviewers.people import GROUPS, all_people, table
from tools.operate.reviewers.plan import Wish, afterwards, plan
from tools.operate.reviewers.pool import Pool, pool_of


def run(pool: Pool, wish: Wish, *, yes: bool = False, dry_run: bool = False) -> None:
    """List, or plan, ask and change."""
    say(f"User pool {pool.id} of {pool.place}")
    if not wish.add and not wish.remove:
        for line in table(all_people(pool)):
            print(f"  {line}")
        return
    changes = carry_out(plan(pool, wish), pool.ask, yes=yes or pool.is_embedded, dry_run=dry_run)
    if changes:
        say(f"{len(changes)} change(s) made; people sign in at {pool.console}")
    if sentence := afterwards(changes):
        say(sentence)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.reviewers", description=__doc__)
    target.add_arguments(parser)
    target.add_consent(parser)
    parser.add_argument("--add", default="", help="name of a person to add, or to move to another group")
    parser.add_argument("--email", default="", help="where Cognito mails the invitation")
    parser.add_argument(
        "--group", default="", help=f"one of {', '.join(GROUPS)} (default: the one they have, or reviewers)"
    )
    parser.add_argument("--invite", action="store_true", help="mail the invitation again to a person who is there")
    parser.add_argument("--remove", default="", help="name of a person to sign out everywhere and remove")
    return parser.parse_args(words)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    wish = Wish(given.add.strip(), given.remove.strip(), given.email.strip(), given.group.strip(), invite=given.invite)
    wish.refuse_nonsense()
    run(pool_of(target.chosen(given)), wish, yes=given.yes, dry_run=given.dry_run)


if __name__ == "__main__":
    exit_on_error(start)
