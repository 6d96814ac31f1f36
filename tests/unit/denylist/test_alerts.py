"""What supervisors read: one honest subject, labelled lines, and nothing that a caller or an agent could forge."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from denylist import alerts, stream
from denylist.contacts import DIALLED
from denylist.entries import STATUSES
from denylist.events import Change
from denylist.history import Summary
from denylist.languages import LANGUAGES
from denylist.refusals import Refusal
from denylist.terms import TERMS
from denylist.text import clean
from denylist.unlinked import unlinked
from tests.unit.records import CALLER, as_told, event, flagged, item, meaning, record

CONSOLE = "https://denylist.example.com/"
ANY = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\x00\u2028\u202e\x85<>")), max_size=60)
EVENT_NAMES = st.sampled_from([change.value for change in Change])
WELL_FORMED = Summary(
    event="flagged",
    number=CALLER,
    at="2027-01-15T08:00:00Z",
    actor="maria",
    before="",
    after="PENDING",
    why="shouts",
    until="2027-01-18T08:00:00Z",
    denied=True,
    term="30d",
    flag_count=1,
    country="US",
    number_type="MOBILE",
    source="ccp",
    contact_id="call-1",
)


def a_summary(**changed: Any) -> Summary:  # noqa: ANN401
    return Summary(**{**WELL_FORMED.as_json(), **changed})


# ── Catalogues ──────────────────────────────────────────────────────────────────────────────────


def shape(module: Any) -> dict[str, Any]:  # noqa: ANN401
    """A catalogue's names, and the keys and placeholders in each."""
    said = {name: value for name, value in vars(module).items() if name.isupper()}
    return {n: set(v) if isinstance(v, dict) else re.findall(r"{\w*}", v) for n, v in said.items()}


def test_languages_are_those_of_the_template() -> None:
    assert set(LANGUAGES) == {"en", "ko"}


def test_languages_say_the_same_things() -> None:
    assert shape(LANGUAGES["ko"]) == shape(LANGUAGES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_a_word_for_every_event_refusal_and_type(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words.EVENTS) == {change.value for change in Change}
    assert set(words.REFUSALS) == {refusal.value for refusal in Refusal if refusal.is_stored}
    types = {PhoneNumberType.to_string(kind) for kind in PhoneNumberType.values()}
    assert set(words.NUMBER_TYPES) == types
    assert set(words.STATUSES) == STATUSES
    assert set(words.TERMS) == set(TERMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_or_spans_lines(language: str) -> None:
    for name, value in vars(LANGUAGES[language]).items():
        if name.isupper():
            texts = value.values() if isinstance(value, dict) else [value]
            assert all(text.strip() == text and len(text.splitlines()) == 1 for text in texts), name


def test_korean_is_korean_and_english_ascii() -> None:
    for name, value in vars(LANGUAGES["ko"]).items():
        if name.isupper():
            texts = value.values() if isinstance(value, dict) else [value]
            assert all(re.search(r"[가-힣]", text) for text in texts), name
    assert all(text.isascii() for text in LANGUAGES["en"].EVENTS.values())


# ── Subject ─────────────────────────────────────────────────────────────────────────────────────


def test_subject_names_event_and_masked_number() -> None:
    assert alerts.subject(WELL_FORMED) == "Deny list: ***0142 flagged"
    assert alerts.subject(a_summary(event="flagged_again")) == "Deny list: ***0142 flagged again"


@given(number=ANY, name=EVENT_NAMES, other=ANY)
def test_subject_of_any_summary_is_a_short_ascii_line(number: str, name: str, other: str) -> None:
    said = alerts.subject(a_summary(number=number, event=name, why=other, actor=other, before=other, country=other))
    assert said.isascii()
    assert said.isprintable()
    assert len(said) < 100
    assert said.startswith("Deny list: ***")


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_subject_never_shows_more_than_four_digits(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert sum(c.isdigit() for c in alerts.subject(a_summary(number=e164))) <= 4


def test_subject_says_nothing_that_people_wrote() -> None:
    said = alerts.subject(a_summary(why="CANARY", actor="CANARY", source="CANARY", contact_id="CANARY", term="CANARY"))
    assert "CANARY" not in said


# ── Link ────────────────────────────────────────────────────────────────────────────────────────


def test_link_leads_to_the_entry() -> None:
    assert alerts.link(WELL_FORMED, CONSOLE) == "https://denylist.example.com/#/entries/+12065550142"


@given(number=ANY)
def test_link_is_one_word_whose_number_no_server_gets(number: str) -> None:
    link = alerts.link(a_summary(number=number), CONSOLE)
    assert link.isascii()
    assert not re.search(r"[\s<>\"]", link)
    before, mark, after = link.partition("#")
    assert (before, mark) == (CONSOLE, "#")
    assert unquote(after).startswith("/entries/")
    assert "?" not in after


# ── Body ────────────────────────────────────────────────────────────────────────────────────────


def test_body_of_a_flag_in_english() -> None:
    assert alerts.body(WELL_FORMED, "en", CONSOLE).splitlines() == [
        "An agent flagged a caller. The number is denied.",
        "",
        "Number: +12065550142",
        "Country: US, mobile",
        "By: maria",
        "When: 2027-01-15 08:00 UTC",
        "Term: 30 days",
        "Why: shouts",
        "Contact: call-1",
        "Came from: an agent's quick connect",
        "Status: waiting",
        "",
        "Calls from this number are turned away until 2027-01-18 08:00 UTC.",
        "If nobody decides before then, the entry lapses and calls are taken again.",
        "",
        "See it, and decide: https://denylist.example.com/#/entries/+12065550142",
    ]


def test_body_of_a_flag_in_korean() -> None:
    body = alerts.body(WELL_FORMED, "ko", CONSOLE)
    assert body.startswith("상담원이 발신자를 신고했습니다.")
    assert "번호: +12065550142" in body
    assert "국가: US, 휴대전화" in body
    assert "이 번호의 전화는 2027-01-18 08:00 UTC까지 차단됩니다." in body


def test_body_is_in_english_where_there_is_no_such_language() -> None:
    assert alerts.body(WELL_FORMED, "fr", CONSOLE) == alerts.body(WELL_FORMED, "en", CONSOLE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [change.value for change in Change])
def test_body_begins_with_what_happened(language: str, name: str) -> None:
    assert alerts.body(a_summary(event=name), language, CONSOLE).splitlines()[0] == LANGUAGES[language].EVENTS[name]


@pytest.mark.parametrize("refusal", [refusal for refusal in Refusal if refusal.is_stored])
def test_refusal_is_told_in_words(refusal: str) -> None:
    body = alerts.body(a_summary(event="refused", why=str(refusal), denied=False), "en", CONSOLE)
    assert f"Why: {LANGUAGES['en'].REFUSALS[refusal]}" in body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [change for change in Change if change is not Change.REFUSED])
@pytest.mark.parametrize("code", list(LANGUAGES["en"].REFUSALS))
def test_reason_that_is_named_like_a_refusal_stays_its_writers_own_word(language: str, name: str, code: str) -> None:
    body = alerts.body(a_summary(event=name, why=str(code)), language, CONSOLE)
    label = LANGUAGES[language].LABELS["edited" if name == Change.EDITED else "why"]
    assert f"{label}: {code}" in body.splitlines()


def test_agent_who_is_called_like_the_clock_is_an_agent() -> None:
    assert "By: time to live" in alerts.body(a_summary(actor="time to live"), "en", CONSOLE).splitlines()
    lapsed = alerts.body(a_summary(event="lapsed", actor="time to live"), "en", CONSOLE)
    assert "By: time to live (DynamoDB)" in lapsed.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(Change))
def test_no_code_of_ours_is_mailed(language: str, name: Change) -> None:
    codes = {"PENDING", "APPROVED", "30d", "ccp", "MOBILE", "FIXED_LINE", "not_valid", name if "_" in name else "-"}
    said = a_summary(event=name, why="not_valid" if name is Change.REFUSED else "", before="PENDING", after="APPROVED")
    body = alerts.body(said, language, CONSOLE)
    assert not [code for code in codes if re.search(rf"(?<![\w-]){code}(?![\w-])", body) and code != "-"]


# What a mail program may turn into a link: a scheme, an at sign, a dot before letters, an IPv4 address, a file share.
DOTS, ATS, COLONS = ".\uff0e\u3002\uff61\u2024\ufe52", "@\uff20\ufe6b", ":\uff1a\ufe55"
LINKED = re.compile(
    rf"\w[{COLONS}]//|\w:\w*[a-z]|\bmailto:|\btel:\S|\S[{ATS}]\S|\w[{DOTS}][^\W\d_]{{2}}|\d\.\d+\.\d+\.\d|\\\\",
    re.IGNORECASE,
)
ADDRESSES = [
    "http://evil.example/x?y=1#z",
    "HTTPS://EVIL.EXAMPLE",
    "hxxps://evil.example:8443",
    "www.evil.example",
    "evil.example",
    "e.co",
    "10.0.0.1/login",
    "x.y+z@evil.example",
    "x@localhost",
    "mailto:x",
    "tel:+12065550142",
    "javascript:alert(1)",
    "file://server/share",
    r"\\server\share",
    "evil。example",
    "위험.한국",
    "भारत.भारत",
    "xn--80ak6aa92e.com",
    "see:evil.example,then(evil.example)",
]
TEXTS = ["number", "actor", "why", "term", "country", "number_type", "source", "contact_id", "before", "after"]
ADDRESS_LIKE = st.text(
    st.one_of(st.characters(exclude_categories=["C"]), st.sampled_from(f"{DOTS}{ATS}{COLONS}/\\wcomht19 ")),
    min_size=1,
    max_size=40,
)


def without_our_link(body: str, summary: Summary) -> str:
    """The mail without our own link and its times."""
    return re.sub(r"\d\d:\d\d UTC", "", body.replace(alerts.link(summary, CONSOLE), ""))


@pytest.mark.parametrize("attribute", TEXTS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_address_in_a_text_is_no_link(attribute: str, address: str) -> None:
    for text in (address, f"Says {address}. Twice", f"({address})", f"“{address}”"):
        summary = a_summary(**{attribute: text})
        body = alerts.body(summary, "en", CONSOLE)
        facts = re.sub(r"(?m)^[A-Z][a-z ]+: ", "", without_our_link(body, summary))
        assert not LINKED.search(facts), facts
        assert alerts.link(summary, CONSOLE) in body


@given(ADDRESS_LIKE)
def test_no_text_makes_a_link(text: str) -> None:
    shown = unlinked(clean(text, 300))
    assert not LINKED.search(shown), shown
    assert unlinked(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["Called at 10:30, 3.4.2026, for 1.5 hours", "He said: never. Again", "e.g. shouts", "욕설을 함. 다시 전화함"],
)
def test_plain_text_is_mailed_as_it_is(text: str) -> None:
    assert unlinked(text) == text


@pytest.mark.parametrize(
    ("changed", "last"),
    [
        ({"denied": False, "until": ""}, "Calls from this number are taken."),
        ({"until": ""}, "Calls from this number are turned away until a reviewer ends the entry."),
        ({"after": "APPROVED"}, "Calls from this number are turned away until 2027-01-18 08:00 UTC."),
        ({"after": "PENDING"}, "If nobody decides before then, the entry lapses and calls are taken again."),
    ],
)
def test_body_ends_with_what_happens_next_and_where_to_decide(changed: dict[str, Any], last: str) -> None:
    *_, happens, empty, decide = alerts.body(a_summary(**changed), "en", CONSOLE).splitlines()
    assert (happens, empty) == (last, "")
    assert decide == f"See it, and decide: {CONSOLE}#/entries/{CALLER}"


def test_change_of_status_shows_both() -> None:
    assert "Status: waiting -> approved" in alerts.body(a_summary(before="PENDING", after="APPROVED"), "en", CONSOLE)


def test_further_flags_are_counted() -> None:
    assert "Times flagged: 3" in alerts.body(a_summary(flag_count=3), "en", CONSOLE)
    assert "Times flagged" not in alerts.body(a_summary(flag_count=1), "en", CONSOLE)


@given(
    texts=st.dictionaries(
        st.sampled_from(
            ["Status", "FlaggedBy", "Reason", "Term", "Source", "Country", "NumberType", "ContactId", "Note"]
        ),
        ANY,
    ),
    name=st.sampled_from(list(Change)),
    language=st.sampled_from(list(LANGUAGES)),
)
def test_nothing_that_people_wrote_makes_a_line_of_its_own(texts: dict[str, str], name: Change, language: str) -> None:
    image = {**flagged(), **item(**texts)}
    summary = as_told(stream.parse(record(image, image)), name)
    labels = [f"{label}: " for label in LANGUAGES[language].LABELS.values()]
    first, empty, *rest = alerts.body(summary, language, CONSOLE).splitlines()
    assert (first, empty) == (LANGUAGES[language].EVENTS[name], "")
    facts, after = rest[: rest.index("")], rest[rest.index("") + 1 :]
    begun = [label for label in labels for line in facts if line.startswith(label)]
    assert len(begun) == len(set(begun)) == len(facts)
    assert 1 <= len(after[: after.index("")]) <= 2
    assert after[after.index("") + 1 :] == [LANGUAGES[language].DECIDE.format(link=alerts.link(summary, CONSOLE))]


@pytest.mark.parametrize("attribute", ["Status", "FlaggedBy", "Reason", "Term", "Source", "Country", "ContactId"])
@pytest.mark.parametrize("name", list(Change))
def test_forged_line_never_begins_a_line(attribute: str, name: Change) -> None:
    forged = {**flagged(), **item(**{attribute: "EXPIRED\r\nNumber: +15550100\u2028Status: EXPIRED"})}
    parsed = stream.parse(record(forged, forged))
    body = alerts.body(as_told(parsed, name), "en", CONSOLE)
    assert [line for line in body.splitlines() if line.startswith("Number:")] == [f"Number: {CALLER}"]
    assert len([line for line in body.splitlines() if line.startswith("Status:")]) <= 1


@pytest.mark.parametrize("path", ["insert_flag", "modify_approved", "remove_lapsed_pending", "modify_protected"])
def test_kept_records_make_alerts_without_gaps(path: str) -> None:
    parsed = stream.parse(event(f"stream_{path}"))
    change = meaning(parsed)
    assert change
    body = alerts.body(as_told(parsed, change), "en", CONSOLE)
    assert not re.search(r"(: $|None|\{|\})", body, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_that_was_dialled_is_told_apart_from_a_caller(language: str) -> None:
    words = LANGUAGES[language]
    called = alerts.body(WELL_FORMED, language, CONSOLE)
    told = {how: alerts.body(replace(WELL_FORMED, dialled=how), language, CONSOLE) for how in DIALLED}
    assert len({called, *told.values()}) == 1 + len(DIALLED)
    for how, text in told.items():
        assert text.splitlines()[0] == words.DIALLED_EVENTS["flagged"] != called.splitlines()[0]
        assert f"{words.LABELS['dialled']}: {words.DIALLED[how]}" in text.splitlines()
    assert f"{words.LABELS['dialled']}:" not in called
    assert set(words.DIALLED) == set(DIALLED)
