"""The embedded stack: the real template on an AWS emulator that listens on loopback only."""

import sys

from local.paths import ROOT

# The rules for numbers, entries and stream records are the functions' own, which no environment has installed. This
# is the one place that puts them on the path of every program here, however it is started.
if (_functions := str(ROOT / "functions")) not in sys.path:
    sys.path.append(_functions)
