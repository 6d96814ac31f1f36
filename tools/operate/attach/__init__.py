"""`make connect`: does what CloudFormation cannot do inside an Amazon Connect instance.

CloudFormation has no resource to attach a quick connect to an existing queue, a flow to a claimed number, or an
application to an existing security profile.
"""
