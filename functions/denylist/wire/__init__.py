"""The check's own way to DynamoDB, without an SDK (docs/decisions/0022)."""
