"""Checks flow files: ours against the rules of Amazon Connect, other people's for how they use ours."""
