"""Lines with several E.164 numbers, and which of those is the key: a table and its look-up.

A row is allowed here only if today every number that begins with `begins` names the same line as the one that begins
with `key`. A number that a country replaced in the past is not a row. Callers wait while this module is imported, so it
compiles nothing.
"""

from typing import NamedTuple


class Form(NamedTuple):
    """A number of `begins` and `digits` more digits names the line whose key is `key` and the same digits."""

    begins: str
    digits: int
    key: str
    source: str


class Neighbour(NamedTuple):
    """In `region`, people dial `dialled` in place of an international prefix and the country code `key`."""

    region: str
    dialled: str
    key: str
    source: str


_MEXICO = "IFT, 2019-08-03: ten digits for every line, no 1 before a mobile's; carriers and messengers still send it"
_ARGENTINA = "Resolución SC 46/97, Plan Fundamental de Numeración Nacional: ten digits a line; a 9 from abroad"
_SAN_MARINO = "ITU, national numbering plan of San Marino; Telecom Italia reaches its lines as Italy's 0549"
_OVERSEAS = "ARCEP, decision 2006-0509: one national plan in several country codes (33, 590, 594, 596, 262, 508)"
_PALESTINE = "ITU, 1999: code 970; both plans give 56 and 59 to the Palestinian networks (libphonenumber: IL and PS)"
_NORTHERN_IRELAND = "ComReg 15/136R3, Numbering Conditions of Use: 048 and eight digits are Northern Ireland's 028"

FORMS = (
    Form("+521", 10, "+52", _MEXICO),
    Form("+549", 10, "+54", _ARGENTINA),
    Form("+390549", 6, "+3780549", _SAN_MARINO),
    Form("+33590", 6, "+590590", _OVERSEAS),
    Form("+33690", 6, "+590690", _OVERSEAS),
    Form("+33691", 6, "+590691", _OVERSEAS),
    Form("+337090", 5, "+5907090", _OVERSEAS),
    Form("+33594", 6, "+594594", _OVERSEAS),
    Form("+33694", 6, "+594694", _OVERSEAS),
    Form("+33596", 6, "+596596", _OVERSEAS),
    Form("+33696", 6, "+596696", _OVERSEAS),
    Form("+33697", 6, "+596697", _OVERSEAS),
    Form("+337091", 5, "+5967091", _OVERSEAS),
    Form("+33262", 6, "+262262", _OVERSEAS),
    Form("+33263", 6, "+262263", _OVERSEAS),
    Form("+33269", 6, "+262269", _OVERSEAS),
    Form("+33639", 6, "+262639", _OVERSEAS),
    Form("+33692", 6, "+262692", _OVERSEAS),
    Form("+33693", 6, "+262693", _OVERSEAS),
    Form("+337092", 5, "+2627092", _OVERSEAS),
    Form("+33508", 6, "+508", _OVERSEAS),
    Form("+33708", 6, "+508708", _OVERSEAS),
    Form("+97256", 7, "+97056", _PALESTINE),
    Form("+97259", 7, "+97059", _PALESTINE),
    Form("+35348", 8, "+4428", _NORTHERN_IRELAND),
)

_EAST_AFRICA = "TCRA, CA and UCC since 1999: a prefix for each neighbour in place of 000 and its country code"
_MALAYSIA = "IMDA, National Numbering Plan 1.1 (October 2017): 020 in place of 001 60 for calls to Malaysia"

NEIGHBOURS = (
    Neighbour("KE", "006", "+256", _EAST_AFRICA),
    Neighbour("KE", "007", "+255", _EAST_AFRICA),
    Neighbour("TZ", "005", "+254", _EAST_AFRICA),
    Neighbour("TZ", "006", "+256", _EAST_AFRICA),
    Neighbour("UG", "005", "+254", _EAST_AFRICA),
    Neighbour("UG", "007", "+255", _EAST_AFRICA),
    Neighbour("SG", "020", "+60", _MALAYSIA),
)

_BY_START = {form.begins: form for form in FORMS}
_LENGTHS = sorted({len(form.begins) for form in FORMS})


def key_of_line(number: str) -> str:
    """The key of the line that an E.164 number names: the number itself, unless a row above says otherwise.

    >>> key_of_line("+5215512345678"), key_of_line("+525512345678")
    ('+525512345678', '+525512345678')
    """
    for length in _LENGTHS:
        form = _BY_START.get(number[:length])
        # A 0 there is a trunk prefix, which the number library judges.
        if form and len(number) == length + form.digits and number[length] != "0":
            return form.key + number[length:]
    return number


def forms_of_line(key: str) -> tuple[str, ...]:
    """The key of a line and its other numbers.

    >>> forms_of_line("+525512345678")
    ('+525512345678', '+5215512345678')
    """
    others = (form.begins + key[len(form.key) :] for form in FORMS if key.startswith(form.key))
    return (key, *(other for other in others if key_of_line(other) == key))
