"""The desk as one thing: the stand-in for Amazon Connect, the centre, the mailbox, and the server of the page."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Self

from tools.connect.names import QUICK_CONNECT_NAME
from tools.connect.run import lambda_invoker
from tools.connect.standin import Instance, StandIn, contacts
from tools.embedded.demo.telling import texts
from tools.embedded.lab.desk.centre import WITHHELD, Centre
from tools.embedded.lab.desk.mailbox import Mailbox
from tools.embedded.lab.desk.server import Server
from tools.embedded.lab.desk.shown import shown
from tools.embedded.overlay import Beside
from tools.embedded.stack import Stack

TEXTS = Path(__file__).parents[1] / "texts" / "desk"
ACTIONS = ("dial", "key", "hang_up", "answer", "quick_connect", "agent_key", "leave", "end", "submit", "close")


class Desk:
    """The stand-in and the server answer while it is entered as a context, because the stack is told where they are."""

    def __init__(self, language: str) -> None:
        self.words = texts(language, TEXTS)
        agent = contacts.user(self.words["agent"])
        self._connect = StandIn(Instance(queues=[self.words["queue"]], users={agent["Id"]: agent}))
        self._server, self._entered = Server(), ExitStack()

    def __enter__(self) -> Self:
        self._entered.enter_context(self._connect)
        self._entered.enter_context(self._server)
        return self

    def __exit__(self, *_: object) -> None:
        self._entered.close()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"{self._server.url}/"

    @property
    def beside(self) -> Beside:
        """What the stack must know of it."""
        return Beside(self._connect.url, self._server.url)

    def open(self, stack: Stack) -> None:
        """Show the page, on this stack from now on."""
        warm_up(stack)
        changes = self._server.changes
        invoke, mailbox = lambda_invoker(stack.client("lambda")), Mailbox(stack, changes)
        centre = Centre(stack.outputs, invoke, self._connect.instance, self.words, changes)
        show = partial(shown, centre, mailbox, self.words["language"])
        self._server.open(show, {name: getattr(centre, name) for name in ACTIONS}, self._settings(stack))
        mailbox.open()

    def _settings(self, stack: Stack) -> dict[str, Any]:
        console = stack.outputs["ConsoleUrl"]
        framed = {"console": console, "panel": f"{console}agent"}
        return {"words": self.words, "quickConnect": QUICK_CONNECT_NAME, "people": stack.users, **framed}


def warm_up(stack: Stack) -> None:
    """Start both functions, which takes longer here than a flow waits; a withheld number changes nothing."""
    endpoint = {"Address": WITHHELD, "Type": "TELEPHONE_NUMBER"}
    event = {"Details": {"ContactData": {"Channel": "VOICE", "CustomerEndpoint": endpoint}, "Parameters": {}}}
    for function in ("CheckNumberArn", "AddNumberArn"):
        stack.invoke(stack.outputs[function], event)
