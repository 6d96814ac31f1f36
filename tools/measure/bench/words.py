"""What the figures are called."""

TITLES = {
    "cold_start": "Cold start, to the first answer",
    "cold_imports": "… of it importing modules",
    "cold_clients": "… of it clients and authorities' certificates",
    "cold_handshake": "… of it the TLS handshake",
    "cold_answer": "… of it asking and answering",
    "cold_start_bundled": "The same, the article's with boto3 in its package",
    "cold_load": "Loading the handler (init phase)",
    "call_1": "First call after that",
    "call_3": "Third call",
    "first_to_third_call": "First call in parts of the third",
    "interpreter": "Interpreter, before all this",
    "memory": "Most memory in use",
    "modules": "Modules loaded",
    "round_trips": "Requests for each check of a caller who is let through",
    "connections": "Connections for three checks",
    "warm_cpu": "Warm check of a caller who is let through, processor time",
    "warm_wall": "Warm check of a caller who is let through, elapsed time",
    "denied_cpu": "Warm check of a caller who is turned away, processor time",
    "denied_wall": "Warm check of a caller who is turned away, elapsed time",
    "denied_round_trips": "Requests for each check of a caller who is turned away",
    "flag_cold_start": "Flag: cold start, to the first answer",
    "flag_cpu": "Flag: warm, processor time",
    "flag_wall": "Flag: warm, elapsed time",
    "normalize_national": "Normalising a national spelling, beside libphonenumber alone",
    "normalize_e164": "Normalising what already is E.164, beside libphonenumber alone",
    "judge_e164": "All number rules, on what already is E.164, beside libphonenumber alone",
    "package": "Package, zipped",
    "package_and_layers": "… ours with its layer, the article's with boto3",
    "worst_under_faults": "Longest call of a loaded function under any fault (the maximum)",
    "flags_per_second": "Flags through the workflow, on the emulator (one run)",
    "flag_to_history": "Flag acknowledged, until it is in the history",
    "emulator_invocation": "One invocation through the emulator",
    "page": "First page of what waits, of 1,000 entries, beside a Scan of our own",
}
HEADINGS = ("Median", "Unit", "Ours", "The article's, or as named", "Ratio", "Least possible", "Wanted")
IN_DOCUMENT = (
    "cold_start",
    "cold_imports",
    "cold_clients",
    "cold_handshake",
    "cold_answer",
    "cold_start_bundled",
    "first_to_third_call",
    "warm_cpu",
    "warm_wall",
    "round_trips",
    "denied_cpu",
    "denied_wall",
    "denied_round_trips",
    "memory",
    "package",
    "package_and_layers",
    "worst_under_faults",
    "normalize_national",
    "normalize_e164",
    "flag_cold_start",
    "flag_cpu",
    "flags_per_second",
    "page",
)
MACHINE = "Measured by `make bench` on:"


def title(name: str) -> str:
    """What a figure is called; those of single faults are named by the fault.

    >>> title("memory"), title("under reset")
    ('Most memory in use', 'Longest call, under reset')
    """
    return TITLES.get(name) or f"Longest call, {name}"
