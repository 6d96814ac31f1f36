"""Load: callers and agents together for minutes, with faults in between, and an account of all that was promised.

`python -m tools.measure.load` runs it and says what did not hold; `tests/emulator/test_load.py` runs a short one.
"""
