"""`python -m local.scale`: work out the tables of docs/scale.md and put them there."""

import argparse

from local.errors import exit_on_error
from local.paths import ROOT
from local.progress import say
from local.scale.report import placed

DOCUMENT = ROOT / "docs" / "scale.md"


def main() -> None:
    """Bring the document up to date."""
    argparse.ArgumentParser(prog="python -m local.scale", description=__doc__).parse_args()
    DOCUMENT.write_text(placed(DOCUMENT.read_text()))
    say(f"{DOCUMENT.relative_to(ROOT)} says what quotas, prices and assumptions come to")


if __name__ == "__main__":
    exit_on_error(main)
