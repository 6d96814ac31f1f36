"""Commands for operators, on the embedded stack or on one that runs on AWS."""
