"""`make forget`: what is known about a number, shown, exported and erased."""

import sys

from local.paths import ROOT

# The rules for numbers, entries and stream records are the functions' own, which are no part of this package.
if (_functions := str(ROOT / "functions")) not in sys.path:
    sys.path.append(_functions)
