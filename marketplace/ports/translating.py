"""Says words for people in a language, where no page and no visitor is around."""

from typing import Protocol

from marketplace.kernel.labels import Label


class Translator(Protocol):
    def translate(self, label: Label, language: str) -> str:
        """The label and the labels within it; what has no translation, or a language unknown here, in Indonesian."""
