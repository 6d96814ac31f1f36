"""`make rehearse-restore`: whether what the tables hold can be had back."""
