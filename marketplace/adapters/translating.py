"""Translations out of the catalogues that pages use."""

from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from marketplace.kernel.labels import Label


class GettextTranslator:
    def __init__(self, folder: Path) -> None:
        self._catalogue = lru_cache(lambda language: _opened(folder, language))

    def translate(self, label: Label, language: str) -> str:
        return label.translated(self._catalogue(language).gettext)


def _opened(folder: Path, language: str) -> NullTranslations:
    return translation("messages", folder, [language], fallback=True)
