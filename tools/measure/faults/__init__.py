"""Proof under faults: the built functions, a real DynamoDB behind them, and a network that fails in between.

`make faults` shows what each function does under each fault; `tests/emulator/test_faults.py` holds the
promises with the same code.
"""
