"""Commands for operators.

`target` chooses the stack that most of them work on: the embedded one, or one on AWS. `changes` shows what a command
would change, asks, and does it. `storage` is both tables and the queue, as `forget` and `upgrade` read them.

`deploy_on_aws`, `repair_stack` and `delete_stack` are for AWS alone; `cloudformation` and `change_set` are what they
share. `attach` and `fill_flows` set up an Amazon Connect instance.
"""
