"""Makes flows/connect.yaml, a CloudFormation template of the flows with their prompts and views."""
