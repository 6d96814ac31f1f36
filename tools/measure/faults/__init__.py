"""The built functions under faults, with the emulator's DynamoDB behind them and a network that fails in between.

`make faults` shows what each function does under each fault; `tests/emulator/test_faults.py` tests the promises with
the same code.
"""
