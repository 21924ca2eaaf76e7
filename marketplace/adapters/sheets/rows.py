"""What both readers answer with, and how much of it at most."""

from marketplace.ports.sheets import Cell

Rows = list[list[Cell]]

MOST_ROWS = 100_000  # of data; the header may stand above them
MOST_COLUMNS = 60


class InternedTexts(dict[str, str]):
    """Registers say the same words over and over: kept once, they take a third of the room and of the way."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text
