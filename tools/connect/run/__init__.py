"""Runs flows off line, block by block, as Amazon Connect would, with real or scripted functions."""

from tools.connect.errors import (
    AnswerError,
    FlowError,
    FunctionError,
    HungUpError,
    InterpreterError,
    InvokeError,
    RunError,
    ThrottledError,
    TimeLimitError,
)
from tools.connect.flow import Flow
from tools.connect.project import open_flow
from tools.connect.run.contact import Contact, Queue
from tools.connect.run.interpreter import Outcome, run, talk
from tools.connect.run.lambda_invoker import lambda_invoker
from tools.connect.run.session import Person, Pressed, Step, ViewAnswer, Voice

__all__ = [
    "AnswerError",
    "Contact",
    "Flow",
    "FlowError",
    "FunctionError",
    "HungUpError",
    "InterpreterError",
    "InvokeError",
    "Outcome",
    "Person",
    "Pressed",
    "Queue",
    "RunError",
    "Step",
    "ThrottledError",
    "TimeLimitError",
    "ViewAnswer",
    "Voice",
    "lambda_invoker",
    "open_flow",
    "run",
    "talk",
]
