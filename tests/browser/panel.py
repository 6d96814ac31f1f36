"""The agents' panel in a frame of another site, as the agent workspace or a page with a control panel shows it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, FrameLocator, Locator, Page, Route, expect

from tests.browser.console import WORKSPACE, Look, fill_in, resume, words
from tests.browser.watch import Watch
from tools.common.paths import ROOT
from tools.embedded.stack import User

CCP = "https://ccp.example"
"""A company's own page with a Contact Control Panel in it."""
HOST = (ROOT / "console" / "host" / "workspace_host.js").read_text("utf-8")
# As docs/connect.md and the template say.
SANDBOX = "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts"
# Scripts come before the frame has an address, as a real host is there before its apps.
PAGE = """<!doctype html><title>Workspace</title>
<style>body {{ margin: 0 }} iframe {{ display: block; width: 100vw; height: 100vh; border: 0 }}</style>
<iframe title="Deny list" sandbox="{sandbox}"></iframe>
<script type="module">{script}
  document.querySelector("iframe").src = "{address}";
</script>"""
START = "window.host = new WorkspaceHost(document.querySelector('iframe'), {contact});"
HEARS = "window.heard = []; addEventListener('message', (event) => heard.push([event.origin, event.data.type]));"


NARROW = Look(width=320)


class Panel:
    """A window with a page of ours in a frame, which has the words of `sandbox`."""

    def __init__(self, context: BrowserContext, url: str, look: Look) -> None:
        self.context, self.url, self.look = context, url, look
        self.sandbox = SANDBOX
        self.watch = Watch(url)
        self.watch.over(context)
        self.page: Page = context.new_page()
        self.frame: FrameLocator = self.page.frame_locator("iframe").first

    def say(self, word: str) -> str:
        """A word of the page in the window's language."""
        phrase = words(self.look.language)[word]
        assert isinstance(phrase, str)
        return phrase

    @property
    def origin(self) -> str:
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc}"

    # ── Getting there ─────────────────────────────────────────────────────────────────────────────

    def in_workspace(self, contact_id: str | None = None) -> None:
        """Open the workspace with a contact, which its app is made for; or one whose app is for all contacts."""
        start = START.format(contact=repr(contact_id) if contact_id else "null")
        self.open(WORKSPACE, "agent", f"{HOST}\n{start}")

    def beside_ccp(self) -> None:
        """Open a page that says nothing by itself, and wait until the panel listens."""
        # AWS's package, too, has asked whether there is a workspace, and says so in the browser's log.
        self.watch.allow("App failed to connect to workspace")
        self.open(CCP, "agent", HEARS)
        self.page.wait_for_function("heard.some(([, type]) => type === 'deny-list-panel')")

    def open(self, origin: str, path: str, script: str = "") -> None:
        """Open a page of that origin with the one at `path` in its frame."""
        body = PAGE.format(sandbox=self.sandbox, script=script, address=self.url + path)

        def show(route: Route) -> None:
            route.fulfill(content_type="text/html", body=body)

        self.context.route(f"{origin}/**", show)
        self.page.goto(f"{origin}/", wait_until="domcontentloaded")

    def tell(self, contact_id: str | None) -> None:
        """What the page around says by the bridge."""
        message = {"type": "deny-list-contact", "contactId": contact_id}
        self.page.evaluate("([message, origin]) => frames[0].postMessage(message, origin)", [message, self.origin])

    # ── Signing in ────────────────────────────────────────────────────────────────────────────────

    def open_relay(self, word: str = "signIn") -> Page:
        """Press *Sign in*; the window that opens."""
        with self.context.expect_page() as opened:
            self.button(word).click()
        return opened.value

    def open_sign_in(self, relay: Page) -> Page:
        """Press the relay's button; the sign-in page."""
        with self.context.expect_page() as opened:
            relay.get_by_role("button", name=self.say("signIn.open")).click()
        return opened.value

    def sign_in(self, user: User) -> None:
        """All of it, and see both windows closed."""
        relay = self.open_relay()
        with relay.expect_event("close"):
            page = self.open_sign_in(relay)
            with page.expect_event("close"):
                fill_in(page, user)

    def resume(self, storage: str) -> None:
        """Take up a session that somebody has signed in to before."""
        resume(self.page, self.url, storage)

    # ── What is there ─────────────────────────────────────────────────────────────────────────────

    @property
    def inner(self) -> Frame:
        """Where our page is."""
        return self.page.frames[1]

    @property
    def caller(self) -> Locator:
        return self.frame.get_by_test_id("caller")

    @property
    def said(self) -> Locator:
        """What came of the last press."""
        return self.frame.get_by_test_id("said")

    @property
    def last_flags(self) -> Locator:
        return self.frame.get_by_test_id("mine")

    def open_last_flags(self) -> None:
        """Open one's own last flags, and wait for them."""
        self.last_flags.get_by_text(self.say("panel.last")).click()
        expect(self.last_flags).to_have_attribute("aria-busy", "false")

    @property
    def alert(self) -> Locator:
        return self.frame.get_by_role("alert")

    def button(self, word: str) -> Locator:
        return self.frame.get_by_role("button", name=self.say(word), exact=True)

    def shows(self, contact_id: str) -> None:
        """Wait until the contact's caller is there."""
        expect(self.caller).to_have_attribute("data-contact", contact_id)
        expect(self.caller).to_have_attribute("aria-busy", "false")


type OpenPanel = Callable[..., Panel]
"""Opens a window for the panel, in which look it is told."""


def isolate_sign_in(context: BrowserContext) -> None:
    """Let the sign-in page cut its window off from the one that opened it, as Cognito's and Entra's do."""

    def isolated(route: Route) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        route.fulfill(response=answer, headers={**answer.headers, "cross-origin-opener-policy": "same-origin"})

    context.route("**/oauth2/authorize?*", isolated)
    context.route("**/login?*", isolated)
