"""Names: when two spellings are one, and how a name reads in an address."""

import re
import unicodedata


def plain_letters(text: str) -> str:
    """Small letters, with accents apart from them as signs of their own."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()


def same_name(text: str) -> str:
    """Two spellings of one name come out equal: case, accents, spaces and punctuation do not count."""
    return "".join(filter(str.isalnum, plain_letters(text)))


def slug_of(name: str, *, otherwise: str) -> str:
    """`Keripik Pisang Cokelat 200 g` becomes keripik-pisang-cokelat-200-g; a name without letters `otherwise`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or otherwise
