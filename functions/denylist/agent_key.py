"""Under which key an agent's flags are counted: one for a name, however it is written.

Amazon Connect's own user names are letters, digits and `-_.@+` of ASCII, but what a flow passes as `FlaggedBy` may be
any text. Only the count goes by this key; people are shown the name as it was given.
"""

import functools
import unicodedata


@functools.lru_cache(256)
def agent_key(name: str) -> str:
    r"""The name without case, width, accents, signs and what nobody sees; look-alikes are what they look like.

    Empty where no letter or digit is left, which is no name at all.

    >>> agent_key("Maria.Lopez"), agent_key("\uff2daria\u200b lopez\u3164")
    ('marialopez', 'marialopez')
    >>> agent_key("m\u0430ria"), agent_key("김하나") == agent_key("maria")
    ('maria', False)
    """
    plain = unicodedata.normalize("NFKD", name)
    if not plain.isascii():
        plain = "".join(_seen(character) for character in plain if _is_shown(character))
    folded = unicodedata.normalize("NFKD", plain.casefold())
    key = "".join(character for character in folded if _is_shown(character))
    # A letter's small form can have a look-alike that its capital has not.
    return key if key == name else agent_key(key)


def _is_shown(character: str) -> bool:
    """A letter or a digit that leaves a mark: Hangul's fillers and Egyptian blanks are letters that leave none."""
    if unicodedata.category(character)[0] not in "LN":
        return False
    return character.isascii() or not {"FILLER", "BLANK"} & set(unicodedata.name(character, "").split())


def _seen(character: str) -> str:
    """What people take a character for: ASCII of which Unicode lists it as a look-alike (UTS #39), else itself.

    A Greek letter may look like one letter when small and like another when it is a capital; then its case counts.
    """
    if character.isascii():
        return character
    for form in (character, character.lower(), character.upper()):
        for twin in _look_alikes(form):
            if twin.isascii() and any(map(str.isalnum, twin)):
                return "I" if twin == "l" and form.isupper() else "m" if twin == "rn" else twin
    if unicodedata.category(character) != "Lo":
        return str(unicodedata.decimal(character, character))
    # Of letters without case, the first of all that look like it: 口 for ロ.
    alike = {character, *_look_alikes(character)}
    return min(alike.union(*map(_look_alikes, alike)), key=lambda twin: (len(twin), twin))


def _look_alikes(character: str) -> list[str]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - a megabyte, for names beyond ASCII

    return [twin["c"] for twin in confusables_data.get(character, ())]
