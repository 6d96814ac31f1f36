"""`make connect`: what CloudFormation cannot do inside an Amazon Connect instance.

No resource attaches a quick connect to a queue that exists, or a flow to a claimed number; the API does.
"""
