"""`make lab`: the embedded stack with believable data in it, for looking at the console."""
