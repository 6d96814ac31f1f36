"""Uncertain numbers: the page offers what an ambiguous one could mean, and one in no numbering plan can be added."""

from playwright.sync_api import expect

from tests.browser.console import Console
from tests.browser.entries import Entries

UNCERTAIN = "656-123-4567"
MEANT = "+6561234567"


def test_search_for_an_uncertain_number_offers_those_it_could_be(rita: Console) -> None:
    rita.watch.allow("answered 404", "status of 404")
    rita.find(UNCERTAIN)
    main = rita.page.get_by_role("main")
    expect(main).to_contain_text("It is not certain which number this is")
    expect(rita.button("Add this number")).to_have_count(0)
    rita.rests(main)
    rita.page.get_by_role("link", name=MEANT).click()
    expect(main).to_contain_text(f"Looking for {MEANT}")
    expect(main).to_contain_text("there is no entry")


def test_form_offers_the_numbers_that_an_uncertain_one_could_be(rita: Console) -> None:
    rita.watch.expect("answered 422", "422")
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(UNCERTAIN)
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("It is not certain which number this is")
    rita.button(MEANT, rita.dialog).click()
    expect(rita.dialog.get_by_label("Number")).to_have_value(MEANT)
    expect(rita.dialog.get_by_role("alert")).to_be_empty()


def test_number_in_no_plan_is_added_once_it_is_meant(rita: Console, entries: Entries) -> None:
    rita.watch.allow("answered 404", "status of 404")
    number = f"+81104{entries.number()[-4:]}"
    rita.button("Add a number").click()
    rita.dialog.get_by_label("Number").fill(number)
    rita.confirm()
    expect(rita.dialog.get_by_role("alert")).to_contain_text("in no country's numbering plan")
    rita.button("Add it all the same", rita.dialog).click()
    expect(rita.entry).to_have_attribute("data-number", number)
    expect(rita.fact("Type of number")).to_have_text("in no numbering plan")
