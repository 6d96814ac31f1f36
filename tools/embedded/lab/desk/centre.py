"""The call centre on the desk: one telephone, one queue, one agent, and what each may do at this moment."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import Any

from tools.connect.names import FLAG_QUEUE_NAME, title
from tools.connect.project import LINKS, VIEWS
from tools.connect.run import Contact, Flow, HungUpError, Outcome, Queue, ViewAnswer, open_flow, talk
from tools.connect.run.invocation import Invoke
from tools.connect.standin import Instance, contacts
from tools.connect.standin.shapes import Item, arn
from tools.embedded.lab.desk.call import Call, Stage
from tools.embedded.lab.desk.line import Changes, Line

WITHHELD = "anonymous"
KEYS = frozenset("0123456789*#")
FLOWS = ("inbound", "agent_whisper", "flag_number", "after_call")


class NotNowError(Exception):
    """What was asked for cannot be done at this moment."""


class Centre:
    """What people do on the desk, by name; each raises NotNowError where it makes no sense at this moment."""

    def __init__(
        self, outputs: Mapping[str, str], invoke: Invoke, instance: Instance, words: Mapping[str, Any], changes: Changes
    ) -> None:
        self.changes, self._invoke, self._instance, self._words = changes, invoke, instance, words
        self._queue = Queue(arn("queue", words["queue"]), words["queue"])
        self._links = {arn("contact-flow", title(flow)): flow for flow in LINKS.values()}
        self.views = {arn("view", name): name for name in VIEWS}
        arns = {
            **outputs,
            "QueueArn": self._queue.arn,
            **{place: arn("contact-flow", title(flow)) for place, flow in LINKS.items()},
            **{place: arn("view", name) for name, place in VIEWS.items()},
        }
        self._flows: dict[str, Flow] = {name: open_flow(name, arns, words["language"]) for name in FLOWS}
        self.phone: Call | None = None
        """The last call that was dialled."""
        self.desk: Call | None = None
        """The call that the agent has, until it is closed."""

    # ── The telephone ─────────────────────────────────────────────────────────────────────────────

    def dial(self, number: str) -> None:
        """Call the centre; without a number, as a caller who withholds it."""
        if self.phone and self.phone.is_on:
            raise NotNowError
        contact = Contact(customer_address=number or WITHHELD)
        call = self.phone = Call(contact, Line(self.changes), Line(self.changes), self._instance)
        self._run("inbound", contact, call.caller, lambda outcome: self._arrived(call, outcome))

    def _arrived(self, call: Call, outcome: Outcome | None) -> None:
        """The inbound flow has ended: the caller waits, or was turned away, or has hung up."""
        if not outcome or call.stage != Stage.ARRIVING:
            return
        if outcome.ended == "queue":
            call.contact, call.hooks = replace(call.contact, queue=self._queue), outcome.hooks
            call.queue(self._queue.name)
            call.caller.note("note", self._words["in_queue"])
        else:
            call.end("CONTACT_FLOW_DISCONNECT")
            call.caller.note("note", self._words["disconnected"])

    def key(self, key: str) -> None:
        """Press a key of the telephone."""
        self._phone().caller.key(_checked(key))

    def hang_up(self) -> None:
        """The caller hangs up."""
        self._end(self._phone(), "CUSTOMER_DISCONNECT", "caller_left")

    def _phone(self) -> Call:
        if not (self.phone and self.phone.is_on):
            raise NotNowError
        return self.phone

    # ── The agent ─────────────────────────────────────────────────────────────────────────────────

    def answer(self) -> None:
        """Take the call that waits."""
        if self.desk or not self.phone or self.phone.stage != Stage.WAITING:
            raise NotNowError
        call = self.desk = self.phone
        call.answer(self._words["agent"])
        call.caller.note("note", self._words["answered"])
        if whisper := self._links.get(call.hooks.get("AgentWhisper", "")):
            contact = replace(call.contact, agent=self._words["agent"])
            self._run(whisper, contact, call.agent, lambda _: None)

    def quick_connect(self) -> None:
        """Put the caller on hold, and hear the flow that flags them."""
        call = self._with(Stage.TALKING)
        call.stage, call.agent = Stage.FLAGGING, Line(self.changes, call.agent.said)
        call.caller.note("note", self._words["on_hold"])
        call.agent.note("note", self._words["flagging"])
        contact = call.contact.quick_connect(Queue(arn("queue", FLAG_QUEUE_NAME), FLAG_QUEUE_NAME))
        item = call.record(contact)
        self._run("flag_number", contact, call.agent, lambda _: self._flagged(call, item))

    def _flagged(self, call: Call, item: Item) -> None:
        """The flow is over, or the agent has left it: back to the caller."""
        contacts.ended(item, "CONTACT_FLOW_DISCONNECT", time.time())
        if call.stage == Stage.FLAGGING:
            call.stage = Stage.TALKING
            call.agent.note("note", self._words["back"])
            call.caller.note("note", self._words["answered"])

    def agent_key(self, key: str) -> None:
        """Press a key while the flow speaks."""
        self._with(Stage.FLAGGING).agent.key(_checked(key))

    def leave(self) -> None:
        """Go back to the caller before the flow ends."""
        self._with(Stage.FLAGGING).agent.hang_up()

    def end(self) -> None:
        """The agent ends the call."""
        self._end(self._with(Stage.TALKING, Stage.FLAGGING), "AGENT_DISCONNECT", "agent_left")

    def submit(self, action: str, fields: Mapping[str, str | list[str]]) -> None:
        """Press a button of the form after the call."""
        call = self._with(Stage.AFTER)
        if not call.agent.form:
            raise NotNowError
        call.agent.send(ViewAnswer(action, fields))

    def close(self) -> None:
        """Be done with the contact, and free for the next."""
        call = self._with(Stage.AFTER)
        call.agent.hang_up()
        call.close()
        self.desk = None

    def _with(self, *stages: Stage) -> Call:
        if not (self.desk and self.desk.stage in stages):
            raise NotNowError
        return self.desk

    # ── Both ──────────────────────────────────────────────────────────────────────────────────────

    def _end(self, call: Call, reason: str, said: str) -> None:
        """End a call. Whatever speaks to either end of it stops, and the agent is shown the form if there is one."""
        call.end(reason)
        for line in (call.caller, call.agent):
            line.hang_up()
            line.note("note", self._words[said])
        form = self._links.get(call.hooks.get("DisconnectAgentUI", ""))
        if call.stage == Stage.AFTER and form:
            call.agent = Line(self.changes, call.agent.said)
            self._run(form, call.contact.guide(), call.agent, lambda _: None)

    def _run(self, flow: str, contact: Contact, line: Line, then: Callable[[Outcome | None], None]) -> None:
        """Run a flow beside everything else; `then` gets no outcome if the person left before its end."""

        def go() -> None:
            outcome = None
            try:
                with suppress(HungUpError):
                    outcome = talk(self._flows[flow], contact, self._invoke, line, {})
            finally:
                with self.changes.lock:
                    then(outcome)
                    self.changes.tell()

        Thread(target=go, daemon=True).start()


def _checked(key: str) -> str:
    if key not in KEYS:
        raise NotNowError
    return key
