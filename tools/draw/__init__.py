"""Draws the workflow and the flows for the documentation."""
