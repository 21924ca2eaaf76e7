"""How a file writes numbers: 1.250 is over a thousand where a dot stands between thousands, else one and a quarter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from marketplace.ports.sheets import Cell

NUMBER = re.compile(r"\d[\d.,]*")
DOT, COMMA = "dot", "comma"  # what stands between thousands


def written(text: str) -> str:
    """The number in a cell, without what stands around it."""
    found = NUMBER.search(text)
    return found[0].rstrip(".,") if found else ""


def separators(number: str) -> str:
    """`dot` or `comma` where the number can only be read so; `dot?` or `comma?` names the sign of one that can be
    read both ways; empty without a sign."""
    dots, commas = number.count("."), number.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        return DOT if number.rfind(",") > number.rfind(".") else COMMA
    sign, other = (DOT, COMMA) if dots else (COMMA, DOT)
    if dots + commas > 1:
        return sign
    whole, rest = re.split("[.,]", number)
    both = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    return f"{sign}?" if both else other


def tally(cells: Iterable[Cell]) -> Counter[str]:
    """How many cells are written in each way; `decimals` those that end in a sign and three decimals for sure."""
    counts: Counter[str] = Counter()
    for cell in cells:
        if isinstance(cell, str) and (kind := separators(number := written(cell))):
            counts[kind] += 1
            if kind in (DOT, COMMA) and number.count(".") + number.count(",") == 1:
                counts[f"{kind} decimals"] += 1
                counts[f"{kind} thousandths"] += len(re.split("[.,]", number)[1]) == 3
    return counts


def plainly(cell: Cell, style: str) -> Cell:
    """A cell that can be read both ways, written so that it is read in this one; every other as it is."""
    if not style or not isinstance(cell, str):
        return cell
    number = written(cell)
    kind = separators(number)
    if not kind.endswith("?"):
        return cell
    whole, rest = re.split("[.,]", number)
    sign = "." if kind == "dot?" else ","
    plain = f"{whole}{rest}" if kind == f"{style}?" else f"{whole}{sign}{rest}0"  # 1.2500 is no thousand
    return cell.replace(number, plain, 1)
