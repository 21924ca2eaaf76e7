"""Bars for goods, read back module by module."""

import re
from xml.etree import ElementTree

import pytest

from marketplace.adapters.codes import ean_of, ean_svg

# ISO/IEC 15420, the left odd set; the left even set is the right one backwards, the right one its complement.
ODD = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
RIGHT = ["".join("10"[int(sign)] for sign in code) for code in ODD]
EVEN = [code[::-1] for code in RIGHT]
FIRST = ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"]


def modules(svg):
    """The picture as ones and zeros, and the heights that its bars have."""
    root = ElementTree.fromstring(svg)
    width = int(root.attrib["viewBox"].split()[2])
    drawn = re.findall(r"M(\d+) 0h1v(\d+)", root[0].attrib["d"])
    dark = {int(place): int(height) for place, height in drawn}
    return "".join("1" if place in dark else "0" for place in range(width)), dark


def read(bars):
    """The digits that a till would read."""
    if len(bars) == 67:
        left = [ODD.index(bars[3 + 7 * n : 10 + 7 * n]) for n in range(4)]
        return "".join(map(str, left + [RIGHT.index(bars[36 + 7 * n : 43 + 7 * n]) for n in range(4)]))
    codes = [bars[3 + 7 * n : 10 + 7 * n] for n in range(6)]
    first = FIRST.index("".join("O" if code in ODD else "E" for code in codes))
    left = [(ODD if code in ODD else EVEN).index(code) for code in codes]
    return "".join(map(str, [first, *left, *(RIGHT.index(bars[50 + 7 * n : 57 + 7 * n]) for n in range(6))]))


@pytest.mark.parametrize("number", ["8999991870018", "0012345678905", "4006381333931", "96385074"])
def test_the_bars_say_the_number_and_the_guards_reach_down(number):
    bars, heights = modules(ean_svg(number))
    middle = len(bars) // 2

    assert read(bars) == number
    assert bars.startswith("101") and bars.endswith("101") and bars[middle - 2 : middle + 3] == "01010"
    guards = {0, 2, middle - 1, middle + 1, len(bars) - 3, len(bars) - 1}
    assert {place for place, height in heights.items() if height == max(heights.values())} == guards


def test_only_numbers_of_retail_packs_have_such_bars():
    assert ean_of("012345678905") == "0012345678905"
    assert [ean_of("8999991870018"), ean_of("96385074")] == ["8999991870018", "96385074"]
    assert ean_of("18999991870015") is None
