"""Growth: what the check, the workflow and the console's first page cost as tables and batches grow."""
