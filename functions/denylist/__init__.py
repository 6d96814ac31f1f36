"""The deny list's rules and its DynamoDB store, shared by every function."""
