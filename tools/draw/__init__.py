"""Draws the workflow and the contact flows as Mermaid flowcharts, from the files that are deployed."""
