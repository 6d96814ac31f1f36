"""Brings entries and protections under a former key to their one key."""
