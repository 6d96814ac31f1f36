"""What can go wrong while flows are read and run: read this first.

InterpreterError
├── FlowError       a flow file, prompt catalogue or placeholder is wrong: nothing was run
├── RunError        a run could not go on: it never ended, or was asked for something impossible
├── HungUpError     the person on the line left before the flow's end
└── InvokeError     a function gave no usable answer: the flow takes its error branch
    ├── FunctionError    the function itself raised
    ├── ThrottledError   Lambda had no room for the call
    ├── TimeLimitError   no answer within InvocationTimeLimitSeconds
    └── AnswerError      the answer is not a flat map of strings of at most 32 KB
"""


class InterpreterError(Exception):
    """Anything this package raises on purpose."""


class FlowError(InterpreterError):
    """A file is not a flow Amazon Connect would run; the message names file, block and the fix."""

    def __init__(self, file: str, where: str, what: str) -> None:
        """Join file, place and fix into the one sentence people read."""
        super().__init__(f"{file}: {where}: {what}")


class RunError(InterpreterError):
    """A run could not go on."""


class HungUpError(InterpreterError):
    """The person on the line left before the flow's end."""


class InvokeError(InterpreterError):
    """A function gave no usable answer."""


class FunctionError(InvokeError):
    """The function raised; Lambda reports it as `FunctionError` beside a 200 status."""


class ThrottledError(InvokeError):
    """Lambda had no room for the call."""


class TimeLimitError(InvokeError):
    """No answer came within the block's time limit."""


class AnswerError(InvokeError):
    """The answer is not what ResponseType STRING_MAP allows."""
