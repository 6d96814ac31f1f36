"""Every rule a flow is held to, one row each: its name, and the fact behind it.

Source: AWS "Amazon Connect Flow language", its action pages, and the `CreateContactFlow` model of the API, unless a row
says otherwise. `tests/flows/<rule>/` holds a good and a bad example of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.connect.errors import FlowError


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule that is broken, the action or line, and the mend in one sentence."""

    rule: str
    where: str
    what: str
    at: str = ""  # line and column, where the file itself is at fault

    def error(self, file: str) -> FlowError:
        """Say it as people read it: `file: action: mend`, or `file:line:column: what: mend`."""
        return FlowError(f"{file}:{self.at}" if self.at else file, self.where, self.what)


RULES: Mapping[str, str] = {
    # the file
    "json": "A flow is JSON in UTF-8.",
    "key-once": "A key stands once in an object: of two, one silently wins.",
    "file-length": "A flow has at most 256,000 characters.",
    "placeholder": "Every ${Name} is filled before the flow is imported.",
    "old-export": "The export format of before 2019, with modules, cannot be created by the API.",
    # the flow
    "envelope": "A flow is an object of Version, StartAction, Metadata and Actions.",
    "version": "2019-10-30 is the only version.",
    "action-count": "A flow has 1 to 250 actions.",
    "action-shape": "An action is an object of Identifier, Type, Parameters and Transitions.",
    "identifier-length": "An identifier has 1 to 50 characters.",
    "identifier-characters": "An identifier has none of % : ( / ) = $ , ; [ ] { } or the backslash.",
    "identifier-unique": "An identifier belongs to one action.",
    "start-action": "StartAction names an action.",
    "action-type": "A type is one that Amazon Connect and the interpreter here both know.",
    "metadata": "Metadata places every action, or the designer shows one heap.",
    "flow-type": "A flow has one of the types AWS::Connect::ContactFlow takes, or is a module.",
    # one action
    "action-place": "An action stands only in flow types that support it.",
    "parameter-missing": "Required parameters are there.",
    "parameter-unknown": "Other parameters are not.",
    "parameter-value": "A value is of the form, and within the limits, of its action's page.",
    "parameter-choice": "Of parameters that exclude each other there is one.",
    "path": "A JSONPath has a value in the flow type that reads it.",
    "terminal": "An action that ends the flow has no transitions.",
    "transition-unknown": "Transitions hold NextAction, Conditions and Errors.",
    "target": "Every branch leads to an action of the flow.",
    "errors-shape": "Errors is a list of {NextAction, ErrorType}.",
    "errors-forbidden": "UpdateFlowLoggingBehavior takes no Errors array, not even an empty one.",
    "error-missing": "Every error an action can take has a branch.",
    "error-unknown": "An error an action never takes has none.",
    "error-once": "An error has one branch.",
    "conditions-shape": "A condition has one operator and one operand, a string.",
    "conditions-forbidden": "Only an action with a result has conditions.",
    "operator": "An operator is one its action compares with.",
    "operand": "An operand is one its action can result in.",
    "condition-missing": "Loop has a condition for going on and one for being done.",
    "condition-order": "The first true condition wins, so none may stand behind one that always takes its place.",
    # the ways through the flow
    "unreachable": "Every action can be reached from StartAction.",
    "endless": "From every action an end can be reached, and a circle counts its rounds or waits for a person.",
    "channel": "A voice-only action stands where only voice contacts come: elsewhere it just fails.",
    "silence": "Functions called one after the other with nothing said between answer within 20 seconds.",
    "external": "$.External is read only where a function of this very flow or module may have answered.",
}
