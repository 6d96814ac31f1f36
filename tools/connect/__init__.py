"""Amazon Connect without Amazon Connect.

Flow files are read here, checked by `check`, run by `run`, and made into a template by `template`; `standin` stands in
for the service's API.
"""
