"""Draws one contact flow as an SVG picture."""
