"""Load: calls and flags on a stack of its own, and afterwards an audit of everything that was promised.

`make load` lets callers and agents at it for minutes, with faults in between. `make flood` sends an even flood without
faults, while alerts are digested. `tests/emulator/test_load.py` runs a short one of each.
"""
