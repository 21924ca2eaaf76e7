"""The root of an Indonesian word, close enough that what is meant alike is found alike."""

import re
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("indonesian")

# Labels write keripik and kripik, kerupuk and krupuk for one thing: the vowel nobody hears.
_UNHEARD = re.compile(r"^([cgks])e([lr])(?=[aiou])")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Of a word in lower case. Spelling is evened out first, as the stemmer takes the ke of keripik off."""
    root: str = _stemmer.stemWord(_UNHEARD.sub(r"\1\2", word))
    return root
