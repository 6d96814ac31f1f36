"""`make reviewers`: who may sign in to the console, in the user pool that a stack makes."""
