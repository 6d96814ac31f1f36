"""An off-line Amazon Connect: reads flow files, runs them action by action, calls real or scripted functions."""

from local.connect.contact import Contact, Queue
from local.connect.errors import (
    AnswerError,
    FlowError,
    FunctionError,
    InterpreterError,
    InvokeError,
    RunError,
    ThrottledError,
    TimeLimitError,
)
from local.connect.flow import Flow
from local.connect.lambda_invoker import lambda_invoker
from local.connect.load import load
from local.connect.project import open_flow
from local.connect.run import Outcome, run
from local.connect.session import Step, ViewAnswer, Voice

__all__ = [
    "AnswerError",
    "Contact",
    "Flow",
    "FlowError",
    "FunctionError",
    "InterpreterError",
    "InvokeError",
    "Outcome",
    "Queue",
    "RunError",
    "Step",
    "ThrottledError",
    "TimeLimitError",
    "ViewAnswer",
    "Voice",
    "lambda_invoker",
    "load",
    "open_flow",
    "run",
]
