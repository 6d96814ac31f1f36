"""The desk of `make lab`: a telephone, an agent's workspace, the mailbox and the console on one page.

Only Amazon Connect is imitated. A call goes through the project's flows, the flows call the functions of the running
stack, and the stand-in for Amazon Connect describes the same call to every function that asks.
    speech      how long a prompt takes to say
    line        one end of a telephone line, for the interpreter on one side and the page on the other
    call        one call, and what Amazon Connect says of it
    centre      the call centre: who may do what at which moment
    mailbox     the alerts as they come
    shown       what the page shows
    server      the page and its requests, on loopback
    desk        all of it together
"""
