"""Units of goods: the codes we keep, and the words that people use for them."""

from __future__ import annotations

import re
from typing import NamedTuple

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.quantity import MILLI


class Unit(Labelled):
    PCS = "PCS", _l("buah")
    PCH = "PCH", _l("pouch")
    LBR = "LBR", _l("lembar")
    BTL = "BTL", _l("botol")
    TPL = "TPL", _l("toples")
    KG = "KG", _l("kilogram")
    LTR = "LTR", _l("liter")
    BOX = "BOX", _l("boks")
    DUS = "DUS", _l("dus")
    PAK = "PAK", _l("pak")
    BKS = "BKS", _l("bungkus")
    SCT = "SCT", _l("saset")
    CUP = "CUP", _l("cup")
    KLG = "KLG", _l("kaleng")
    GLN = "GLN", _l("galon")
    IKT = "IKT", _l("ikat")
    PSG = "PSG", _l("pasang")
    SET = "SET", _l("set")
    ROL = "ROL", _l("rol")
    MTR = "MTR", _l("meter")
    BAL = "BAL", _l("bal")
    RTG = "RTG", _l("renceng")


class UnitWord(NamedTuple):
    """A word for a unit: which unit it counts (None: whatever the product is sold in) and how much of it."""

    unit: Unit | None
    milli: int  # thousandths of the unit in one


WORDS = {
    Unit.PCS: "pcs pc pce piece pieces buah bh biji bj unit potong ptg pt butir btr ea",
    Unit.PCH: "pch pouch",
    Unit.LBR: "lbr lembar helai hl lb",
    Unit.BTL: "btl botol bt",
    Unit.TPL: "tpl toples tples",
    Unit.KG: "kg kgs kilo kilogram",
    Unit.LTR: "ltr lt liter litre l",
    Unit.BOX: "box boks kotak ktk bx",
    Unit.DUS: "dus dos doos karton ktn ctn carton kardus krt",
    Unit.PAK: "pak pack pck pk",
    Unit.BKS: "bks bungkus bgks",
    Unit.SCT: "sct sachet saset sach",
    Unit.CUP: "cup gelas",
    Unit.KLG: "klg kaleng",
    Unit.GLN: "gln galon",
    Unit.IKT: "ikt ikat",
    Unit.PSG: "psg pasang",
    Unit.SET: "set",
    Unit.ROL: "rol roll gulung",
    Unit.MTR: "mtr meter m",
    Unit.BAL: "bal ball",
    Unit.RTG: "rtg renceng rcg",
}
PACKS = {word: UnitWord(unit, MILLI) for unit, words in WORDS.items() for word in words.split()}
PACKS |= dict.fromkeys(("lusin", "lsn", "dz", "dozen"), UnitWord(None, 12 * MILLI))
PACKS |= dict.fromkeys(("kodi", "kd"), UnitWord(None, 20 * MILLI))
PACKS |= dict.fromkeys(("gross", "gros", "grs"), UnitWord(None, 144 * MILLI))
PACKS |= dict.fromkeys(("gram", "gr", "g", "grm"), UnitWord(Unit.KG, 1))
PACKS |= dict.fromkeys(("ons", "hg"), UnitWord(Unit.KG, 100))
PACKS |= dict.fromkeys(("kuintal", "kwintal", "kw"), UnitWord(Unit.KG, 100 * MILLI))
PACKS |= {"ton": UnitWord(Unit.KG, 1000 * MILLI), "ml": UnitWord(Unit.LTR, 1)}


def single_unit(word: str) -> Unit | None:
    """The unit of which `word` counts one; a dozen or a gram is none."""
    pack = read_unit(word)
    return pack.unit if pack and pack.milli == MILLI else None


def read_unit(word: str) -> UnitWord | None:
    """`Lembar`, `LBR.`: the pack meant, or nothing; a sack or a basket holds who knows how much."""
    return PACKS.get(re.sub(r"[\W_]+", "", word).lower())
