"""Tries the built functions under faults, with a network that fails between them and the emulator's DynamoDB.

`make faults` shows what each function does under each fault; `tests/emulator/test_faults.py` tests the promises with
the same code.
"""
