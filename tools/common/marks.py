"""What is generated stands in a document between two marks, `<!-- name -->` and `<!-- /name -->`."""

import re

from tools.common.errors import LocalError


def between(text: str, mark: str, content: str) -> str:
    """The document with this content between its marks of that name.

    Raises:
        LocalError: it has none, or more than one pair.
    """
    pattern = rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)"
    placed, found = re.subn(pattern, lambda _: content + "\n", text, flags=re.DOTALL)
    if found != 1:
        raise LocalError(f"The document needs one pair of marks: <!-- {mark} --> and <!-- /{mark} -->.")
    return placed
