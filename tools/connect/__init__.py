"""Amazon Connect without Amazon Connect.

project         the flows of this project, as flows/flows.toml lists them, and what fills their placeholders
flow, blocks    a flow of ours that has passed the checks; any flow, however it was exported
block_rules     what Amazon Connect demands of each block that our flows use
contract        what the two functions and the check module read and answer, as a flow sees them
check           `make check-flows`: our flows strictly, other people's for how they use ours
run             `make trace`: runs a flow, block by block
template        `make connect-template`: flows/connect.yaml
standin         stands in for the service's API in tests
"""
