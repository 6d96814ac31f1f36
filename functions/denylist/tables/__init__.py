"""The tables: all that goes to DynamoDB through boto3."""
