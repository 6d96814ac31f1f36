"""Commands for operators.

`target` chooses the stack that most of them work on: the embedded one, or one on AWS. `changes` shows what a command
would change, asks, and makes the changes. `storage` reads both tables and the queue for `forget` and `upgrade`.

`deploy_on_aws`, `repair_stack` and `delete_stack` are for AWS alone, and share `cloudformation` and `change_set`.
`attach` and `fill_flows` set up an Amazon Connect instance.
"""
