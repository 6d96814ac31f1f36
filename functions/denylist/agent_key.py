"""The key under which an agent's flags are counted: one key for one name, however it is written.

Amazon Connect's user names consist of ASCII letters, digits and `-_.@+`, but a flow may pass any text as `FlaggedBy`.
The key is for counting only; people see the name as it was given.
"""

import functools
import unicodedata


@functools.lru_cache(256)
def agent_key(name: str) -> str:
    r"""The name without case, width, accents, punctuation and invisible characters, and with look-alikes replaced.

    It is empty if no letter or digit is left: then there is no name.

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
    # A small letter can have a look-alike that its capital does not have.
    return key if key == name else agent_key(key)


def _is_shown(character: str) -> bool:
    """Whether it is a visible letter or digit: Hangul's fillers and Egyptian blanks are letters that are not."""
    if unicodedata.category(character)[0] not in "LN":
        return False
    return character.isascii() or not {"FILLER", "BLANK"} & set(unicodedata.name(character, "").split())


def _seen(character: str) -> str:
    """What people take a character for: the ASCII character that Unicode lists as look-alike (UTS #39), or itself.

    A Greek letter may look like one letter when it is small and like another as a capital; then its case counts.
    """
    if character.isascii():
        return character
    for form in (character, character.lower(), character.upper()):
        for twin in _look_alikes(form):
            if twin.isascii() and any(map(str.isalnum, twin)):
                return "I" if twin == "l" and form.isupper() else "m" if twin == "rn" else twin
    if unicodedata.category(character) != "Lo":
        return str(unicodedata.decimal(character, character))
    # A letter without case stands for the first of all that look alike: 口 for ロ.
    alike = {character, *_look_alikes(character)}
    return min(alike.union(*map(_look_alikes, alike)), key=lambda twin: (len(twin), twin))


def _look_alikes(character: str) -> list[str]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - a megabyte, for names beyond ASCII

    return [twin["c"] for twin in confusables_data.get(character, ())]
