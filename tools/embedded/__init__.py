"""The embedded stack: the same template, built and deployed to an emulator on this machine.

How a stack comes up, step by step:
    build       what SAM makes of the template, with bytecode (`make build`)
    layers      each layer, unpacked once for the whole stack
    overlay     what is changed in the built template for the emulator
    emulator    the emulator's process
    deploy      `sam deploy` to the emulator
    users       the sample people of its user pool
    up, down    `make up` and `make down`
    own_stack   a stack for one command or one test
    session     makes a command that stays with its stack the only one in its folder

How a running stack is used:
    stack       what `.local/stack.json` says of it, and clients for it
    sign_in     signing in to the console, as a browser does
    api         the console's API
    browser     the Chromium of the browser tests

`demo` and `lab` are the two commands that show it; `bare.sh` tries both README commands on a bare Debian.
"""
