"""A stand-in for the few operations of Amazon Connect that this project calls: loopback only, for tests and for trying.

What it is asked and what it answers are both checked against botocore's model of the service, so that neither a test
nor the code under test can rest on a request or an answer that Amazon Connect does not have.
"""

from tools.connect.standin.faults import Fault
from tools.connect.standin.instance import Instance
from tools.connect.standin.server import StandIn
from tools.connect.standin.shapes import ACCOUNT, INSTANCE_ARN, INSTANCE_ID, REGION, identify

__all__ = ["ACCOUNT", "INSTANCE_ARN", "INSTANCE_ID", "REGION", "Fault", "Instance", "StandIn", "identify"]
