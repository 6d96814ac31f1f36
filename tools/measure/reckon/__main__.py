"""`make scale`: work out the tables of docs/scale.md and put them there."""

import argparse

from tools.common.errors import exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.measure.reckon.report import placed

DOCUMENT = ROOT / "docs" / "scale.md"


def main() -> None:
    """Bring the document up to date."""
    argparse.ArgumentParser(prog="python -m tools.measure.reckon", description=__doc__).parse_args()
    DOCUMENT.write_text(placed(DOCUMENT.read_text()))
    say(f"{DOCUMENT.relative_to(ROOT)} has the tables as they are now")


if __name__ == "__main__":
    exit_on_error(main)
