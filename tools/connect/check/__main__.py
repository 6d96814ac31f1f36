"""`python -m tools.connect.check [FILE …]`: checks contact flows without an instance.

Without files, it checks strictly whether Amazon Connect would accept every flow and view of this project. With files,
it only checks whether other people's flows use this stack's functions and module correctly. `wrong` means that callers
are turned away who are not denied, that denied callers get in, or that an agent is misled. `advice` means that the flow
works and could be better. The exit status is 1 for `wrong`, and for a file that cannot be read.

Our functions and module are recognised by the names that a deployment gives them. If yours are named otherwise, give
a function's ARN or name as --check or --add, and a module's id or ARN as --module.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any

from tools.common.errors import exit_on_error
from tools.connect.check.others_flow import Examined
from tools.connect.check.own_flows import check_project
from tools.connect.contract import ADD, CHECK, CHECK_MODULE, Ours, mentions
from tools.connect.errors import FlowError
from tools.connect.exports import flows_in, is_old
from tools.connect.finding import WRONG

type Line = tuple[str, bool]  # the text, and whether it is about something wrong

_NONE = "uses none of this stack's functions: nothing to check"
_NAME_THEM = "If it should, name them: CHECK=, ADD= (a function's ARN or name), MODULE= (a module's id or ARN)."
_OLD = "is an export of before 2019; open the flow in the designer, save it, and export it again"
_DEEP = "is nested too deeply to be a flow"


def check_file(path: Path, named: Mapping[str, Ours]) -> Iterator[Line]:
    """Check every flow in a file."""
    try:
        for place, document in flows_in(path).items():
            yield from _check(f"{path}: {place}" if place else str(path), document, named)
    except FlowError as exc:
        yield str(exc), True
    except RecursionError:
        yield f"{path}: file: {_DEEP}", True


def _check(name: str, document: Mapping[str, Any], named: Mapping[str, Ours]) -> Iterator[Line]:
    if is_old(document) and mentions(json.dumps(document), named):
        yield f"{name}: {_OLD}", True
        return
    examined = Examined.of(document, named)
    found = list(examined.findings())
    yield from ((f"{name}: {each.level}: {each.where}: {each.what}", each.level == WRONG) for each in found)
    if not found:
        used = ", ".join(sorted({ours.name for ours in examined.uses.values()}))
        yield f"{name}: {f'ok, uses {used}' if used else _NONE}", False


def split_files(text: str) -> list[Path]:
    """Read make's FILES: one name, which may have spaces, or several, of which those with spaces are quoted.

    >>> [str(path) for path in split_files("'my flow.json' other.json")]
    ['my flow.json', 'other.json']
    """
    if text.strip() and Path(text).exists():
        return [Path(text)]
    try:
        words = shlex.split(text)
    except ValueError:  # an apostrophe in the name of a file that does not exist
        words = [text]
    return [Path(name) for word in words for name in sorted(glob(word)) or [word]]  # noqa: PTH207 - absolute ones too


def _plain(text: str) -> str:
    """The text without control characters, which names of files and blocks may hold."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding)


def _others(files: Sequence[Path], named: Mapping[str, Ours]) -> bool:
    lines = [line for path in files for line in check_file(path, named)]
    print("\n".join(_plain(text) for text, _ in lines))
    if any(text.endswith(_NONE) for text, _ in lines):
        print(_NAME_THEM)
    return any(wrong for _, wrong in lines)


def _own() -> bool:
    results = check_project()
    print("\n".join(line for file, found in results.items() for line in found or [f"{file}: ok"]))
    return any(results.values())


def main() -> None:
    """Check, print what was found, and exit with 1 for anything wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.connect.check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="other people's flows; ours if none")
    parser.add_argument("--files", dest="more", type=split_files, default=[], help="the same in one text, for make")
    parser.add_argument("--check", default="", help="names or ARNs of check_number")
    parser.add_argument("--add", default="", help="names or ARNs of add_number")
    parser.add_argument("--module", default="", help="ids or ARNs of the check module")
    given = parser.parse_args()
    named = {
        name: ours
        for names, ours in ((given.check, CHECK), (given.add, ADD), (given.module, CHECK_MODULE))
        for name in names.split()
    }
    files = [*given.files, *given.more]
    sys.exit(int(_others(files, named) if files else _own()))


if __name__ == "__main__":
    exit_on_error(main, names_files=True)
