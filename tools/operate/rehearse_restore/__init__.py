"""`make rehearse-restore`: whether the tables can be restored."""
