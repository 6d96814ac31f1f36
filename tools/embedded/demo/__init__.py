"""`make demo`: the story of a flagged number, told by the deployed template itself."""
