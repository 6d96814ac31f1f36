"""`make bench`: what the functions cost, compared with the knowledge-centre article's and with the least possible.

`cold`, `warm` and `still` measure against a DynamoDB that answers at once (`dynamodb`), so that only a function's own
cost shows; `deployed` measures what needs the embedded stack. The programs that ours are compared with are in
tests/performance.
"""
