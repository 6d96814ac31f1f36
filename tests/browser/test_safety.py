"""The page never runs what callers and agents send, changes nothing by being opened, and cannot be framed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console import Console
from tests.browser.entries import Entries
from tools.common.progress import wait_until
from tools.common.web import send
from tools.embedded.stack import Stack, User

MARKUP = [
    "<img src=x onerror=document.title='taken'>",
    "\"><script>document.title='taken'</script>",
    "'-document.title='taken'-' {{7*7}} ${7*7} javascript:document.title='taken'",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_text_when_an_agent_sends_it(rita: Console, entries: Entries, text: str) -> None:
    number = entries.flagged(reason=text, agent=text)
    rita.open_queue()
    expect(rita.row(number).locator(".col-reason")).to_contain_text(text)
    rita.open_entry(number)
    expect(rita.fact("Reason")).to_have_text(text)
    expect(rita.fact("Flagged by")).to_have_text(text)
    rita.button("Expire", rita.entry).click()
    rita.note(text)
    rita.confirm()
    expect(rita.fact("Note")).to_have_text(text)
    entries.until_recorded(number, "expired")
    rita.open_queue("EXPIRED")
    rita.open_entry(number)
    expect(rita.history.first).to_contain_text(text)
    assert rita.page.locator("img, script:not([src]), [onerror]").count() == 0
    assert "taken" not in rita.page.title()


def test_writing_direction_cannot_be_turned_by_a_reason(rita: Console, entries: Entries) -> None:
    """U+202E makes the text after it run from right to left, so that "exe.txt" would look like "txt.exe"."""
    number = entries.flagged(reason="Says \u202eevil\u2066 and \u200fmore", agent="a\u202eb")
    rita.open_queue()
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", rita.row(number).inner_text())
    rita.open_entry(number)
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", rita.entry.inner_text())


def test_address_with_markup_shows_it_as_text(rita: Console) -> None:
    rita.open("#/find/%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E")
    expect(rita.page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
    assert rita.page.locator("img").count() == 0


def test_served_page_has_no_inline_script_or_style(stack: Stack) -> None:
    page = send("GET", stack.outputs["ConsoleUrl"])
    assert page.status == 200
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page.text)
    assert re.findall(r"<script[^>]*>", page.text)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", page.text))


def test_policy_stops_an_inline_script_and_the_watch_sees_it(stranger: Console) -> None:
    """Without this, the other tests here would prove nothing: the watch notices what the policy refuses."""
    stranger.watch.expect("Policy script-src-elem refused inline", "Policy style-src-attr refused inline")
    stranger.watch.expect("Executing inline script violates", "Applying inline style violates")
    stranger.open()
    stranger.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      document.body.append(script);
      document.body.setAttribute("style", "color: red");
    }""")
    assert stranger.page.title() != "taken"


def follow_links(page: Page, address: str) -> list[str]:
    """Open a link, and every link on the page behind it, as programs do that scan mail."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    links: list[str] = page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)")
    for link in links:
        if link.startswith("http://127.0.0.1"):
            page.goto(link)
            page.wait_for_load_state("networkidle")
    return links


def alerts_link(stack: Stack, number: str) -> str:
    """The link in the alert about a number."""

    def found() -> str:
        alerts = [alert["Message"] for alert in stack.take_alerts() if number in alert["Message"]]
        links = [re.search(r"https?://[^\s\"]+#/entries/[+\d]+", text) for text in alerts]
        return next((link.group() for link in links if link), "")

    return wait_until(found, 60, f"an alert with a link about {number}")


def test_nothing_changes_when_a_scanner_follows_the_alerts_links(
    stranger: Console, people: dict[str, User], stack: Stack, entries: Entries
) -> None:
    number = entries.flagged()
    link = alerts_link(stack, number)
    assert link.startswith(stranger.url)
    entries.settle()
    before = entries.table()
    methods: set[str] = set()
    stranger.page.on("request", lambda request: methods.add(request.method))
    follow_links(stranger.page, link)
    assert methods == {"GET"}
    stranger.open(f"#/entries/{number}")
    stranger.sign_in(people["adam"])
    stranger.rests(stranger.entry)
    methods.clear()
    links = follow_links(stranger.page, link)
    assert len(links) > 2
    assert methods == {"GET"}
    assert entries.table() == before
