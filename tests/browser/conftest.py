"""The stack of the tests in this folder, a Chromium, and windows for each of the people who sign in."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.calls import MARIA, Calls, stand_in
from tests.browser.console import ENGLISH, PATIENCE, WORKSPACE, Console, Look, Open
from tests.browser.entries import Entries
from tests.browser.panel import CCP, NARROW, OpenPanel, Panel
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.web import send
from tools.connect.standin import StandIn
from tools.embedded.browser import FLAGS, find_chromium
from tools.embedded.overlay import Beside
from tools.embedded.own_stack import own_stack
from tools.embedded.sign_in import sign_in
from tools.embedded.stack import Stack, User
from tools.embedded.users import new_password

DIRECTORY = DEFAULT_DIRECTORY / "browser"
PARAMETERS = {"ConnectUrl": WORKSPACE, "ConsoleFrameOrigin": WORKSPACE, "PanelOrigins": f"{WORKSPACE} {CCP}"}
SETTINGS = {"SFN_WAIT_SCALE": "0", "AUTH": "true"}
# Chromium asks before another origin may frame a page of this machine. On AWS the console is no such page. The last of
# two such lists counts, so Playwright's own does not, which lets frames of other sites share our storage.
ONE_NETWORK = "--disable-features=LocalNetworkAccessChecks"
REBOUND = "rebound.example"
"""A foreign site's name that leads to this machine (DNS rebinding)."""
GOOD_FOR = 300
"""Seconds for which tests use one session. Its first token lasts longer."""


@pytest.fixture(scope="session")
def connect() -> Iterator[StandIn]:
    """The stand-in for Amazon Connect that the stack asks."""
    with stand_in() as answers:
        yield answers


@pytest.fixture(scope="session")
def stack(connect: StandIn) -> Iterator[Stack]:
    """The deployed template, with the console allowed in the agents' workspace, and a workflow that does not wait."""
    with own_stack(DIRECTORY, PARAMETERS, SETTINGS, Beside(connect.url)) as made:
        yield made


@pytest.fixture(scope="session")
def entries(stack: Stack) -> Entries:
    """Entries for tests. The first ones are being made from now on."""
    return Entries(stack)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, ONE_NETWORK, f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def people(stack: Stack) -> dict[str, User]:
    """The sample people; vera, who may only look; and noel, who is in no group."""
    others = [_join(stack, "vera", ["viewers"]), _join(stack, "noel", [])]
    return {user["username"]: user for user in [*stack.users, *others]}


def _join(stack: Stack, name: str, groups: list[str]) -> User:
    """Make an account for a person."""
    cognito, pool, password = stack.client("cognito-idp"), stack.outputs["UserPoolId"], new_password()
    cognito.admin_create_user(UserPoolId=pool, Username=name, TemporaryPassword=password, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    for group in groups:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    return User(username=name, password=password, groups=groups)


@pytest.fixture
def window(stack: Stack, chromium: Browser) -> Iterator[Open]:
    """`window()` opens a separate browser window. After the test, none of them may have reported an error."""
    opened: list[Console] = []

    def open_one(look: Look = ENGLISH) -> Console:
        context = chromium.new_context(**look.options())
        context.set_default_timeout(PATIENCE)
        opened.append(Console(context, stack.outputs["ConsoleUrl"], look))
        return opened[-1]

    yield open_one
    for console in opened:
        console.context.close()
    for console in opened:
        console.watch.check()


@pytest.fixture
def panels(stack: Stack, chromium: Browser) -> Iterator[OpenPanel]:
    """`panels()` opens a browser of its own for the agents' panel; in the end none may have complained of anything."""
    opened: list[Panel] = []

    def open_one(look: Look = NARROW) -> Panel:
        context = chromium.new_context(**look.options())
        context.set_default_timeout(PATIENCE)
        opened.append(Panel(context, stack.outputs["ConsoleUrl"], look))
        return opened[-1]

    yield open_one
    for panel in opened:
        panel.context.close()
    for panel in opened:
        panel.watch.check()


@pytest.fixture(scope="session")
def sessions(stack: Stack, chromium: Browser, people: dict[str, User]) -> Callable[[str], str]:
    """`sessions("rita")` is what rita's tab holds after signing in at the provider's form; renewed now and then."""
    held: dict[str, tuple[float, str]] = {}

    def session_of(username: str) -> str:
        since, storage = held.get(username, (0.0, ""))
        if time.monotonic() - since > GOOD_FOR or not storage:
            with closing(chromium.new_context(**ENGLISH.options())) as context:
                console = Console(context, stack.outputs["ConsoleUrl"], ENGLISH)
                console.open()
                console.sign_in(people[username])
                console.rests(console.queue)
                storage = console.page.evaluate("JSON.stringify(sessionStorage)")
            held[username] = time.monotonic(), storage
        return storage

    return session_of


@pytest.fixture(scope="session")
def marias_session(stack: Stack, people: dict[str, User]) -> str:
    """What the frame of an agent holds after signing in."""
    tokens = sign_in(stack, MARIA, people[MARIA]["password"])
    config = send("GET", f"{stack.outputs['ConsoleUrl']}config.json").json()
    profile = json.loads(base64.urlsafe_b64decode(tokens.id.split(".")[1] + "=="))
    held = {"access_token": tokens.access, "id_token": tokens.id, "token_type": "Bearer", "profile": profile}
    authority = config["discovery"].partition("/.well-known")[0]
    user = json.dumps({**held, "expires_at": profile["exp"]})
    return json.dumps({f"oidc.user:{authority}:{config['clientId']}": user})


@pytest.fixture(scope="session")
def calls(connect: StandIn, stack: Stack) -> Calls:
    """Calls that agents have in hand."""
    return Calls(connect, stack)


@pytest.fixture
def begin(panels: OpenPanel, marias_session: str) -> OpenPanel:
    """`begin(contact_id)` opens Maria's panel on a contact, and waits until it has loaded."""

    def opened(contact_id: str, look: Look = NARROW) -> Panel:
        panel = panels(look)
        panel.resume(marias_session)
        panel.in_workspace(contact_id)
        panel.shows(contact_id)
        return panel

    return opened


@pytest.fixture
def signed_in(window: Open, sessions: Callable[[str], str]) -> Open:
    """`signed_in("vera")` opens a window in which vera is signed in and sees the queue."""

    def open_one(username: str, look: Look = ENGLISH) -> Console:
        console = window(look)
        console.resume(sessions(username))
        console.open()
        console.rests(console.queue)
        return console

    return open_one


@pytest.fixture
def rita(signed_in: Open) -> Console:
    """A reviewer's window."""
    return signed_in("rita")


@pytest.fixture
def adam(signed_in: Open) -> Console:
    """A window of another reviewer, who may also protect numbers."""
    return signed_in("adam")


@pytest.fixture
def stranger(window: Open) -> Console:
    """A window of a person who is not signed in."""
    return window()
