"""Pages of other origins that are open in a browser on this machine cannot reach the running stack in any way."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import REBOUND
from tests.browser.entries import Entries
from tools.embedded.stack import Stack

# All requests that a page can send without a preflight, one with a preflight, and a socket. `reset` would delete all.
TRIES = """async (emulator) => {
  const reset = `${emulator}/_ministack/reset`;
  const outcome = (promise) => promise.then((answer) => `${answer.type} ${answer.status}`, () => "refused");
  const socket = () => new Promise((done) => {
    const opened = new WebSocket(`${emulator.replace("http", "ws")}/_aws/execute-api/x/stage`);
    opened.onopen = () => done("opened");
    opened.onerror = () => done("refused");
  });
  const form = () => new Promise((done) => {
    document.body.innerHTML = `<iframe name=into></iframe><form method=post action="${reset}" target=into></form>`;
    document.querySelector("iframe").onload = () => done("loaded");
    document.forms[0].submit();
  });
  const image = () => new Promise((done) => {
    const shown = new Image();
    shown.onload = () => done("shown");
    shown.onerror = () => done("refused");
    shown.src = `${emulator}/?Action=ListUsers`;
  });
  const json = { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.ListTables" };
  return {
    simple: await outcome(fetch(reset, { method: "POST", body: "x" })),
    blind: await outcome(fetch(reset, { method: "POST", mode: "no-cors", body: "x" })),
    asked: await outcome(fetch(`${emulator}/`, { method: "POST", headers: json, body: "{}" })),
    read: await outcome(fetch(`${emulator}/_ministack/health`)),
    nameless: await outcome(fetch(reset, { method: "POST", mode: "no-cors", referrerPolicy: "no-referrer" })),
    beacon: navigator.sendBeacon(reset, "x"),
    form: await form(),
    image: await image(),
    socket: await socket(),
  };
}"""
REFUSED = {"simple": "refused", "asked": "refused", "read": "refused", "image": "refused", "socket": "refused"}


@pytest.fixture(params=["elsewhere", "another port", "rebound name"])
def foreign(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Iterator[tuple[Page, str]]:
    """A page, and the address at which it asks the emulator. Under a rebound name, that is the page's own origin."""
    rebound = f"http://{REBOUND}:{urlsplit(stack.endpoint_url).port}"
    origin, emulator = {
        "elsewhere": ("https://elsewhere.example", stack.endpoint_url),
        "another port": ("http://127.0.0.1:1", stack.endpoint_url),
        "rebound name": (rebound, rebound),
    }[request.param]

    def show(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Foreign</title>")

    with closing(chromium.new_context()) as context:
        context.route(f"{origin}/shown-to-somebody", show)
        page = context.new_page()
        page.goto(f"{origin}/shown-to-somebody")
        yield page, emulator


def test_page_of_another_origin_reaches_nothing(foreign: tuple[Page, str], stack: Stack, entries: Entries) -> None:
    page, emulator = foreign
    entries.settle()
    before = entries.table()
    statuses: dict[str, int] = {}
    page.on("response", lambda answer: statuses.update({answer.url: answer.status}))
    outcomes = page.evaluate(TRIES, emulator)
    if REBOUND in emulator:  # its own origin, so it may read the refusal
        assert {name: outcomes[name] for name in ("simple", "asked", "read")} == dict.fromkeys(
            ("simple", "asked", "read"), "basic 403"
        )
        assert (outcomes["image"], outcomes["socket"]) == ("refused", "refused")
    else:
        assert {name: outcomes[name] for name in REFUSED} == REFUSED
    assert set(statuses.values()) == {403}
    assert entries.table() == before
    assert stack.client("dynamodb").list_tables()["TableNames"]
