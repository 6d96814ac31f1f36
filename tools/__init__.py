"""Command-line tools, in folders by what they are for.

They import one way only: measure from operate, operate from embedded, embedded from connect; draw from connect; and
all of them from common.
"""

import sys

from tools.common.paths import ROOT

# The rules for numbers, entries and stream records are the functions' own, which no environment has installed. This
# is the one place that puts them on the path of every program here, however it is started.
if (_functions := str(ROOT / "functions")) not in sys.path:
    sys.path.append(_functions)
