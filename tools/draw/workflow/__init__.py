"""Draws the state machine."""
