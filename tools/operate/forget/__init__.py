"""`make forget`: what is known about a number, shown, exported and erased."""
