"""A memorandum as a paper: the text to the letter, what was promised, who signed, and where to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.adapters.codes import qr_svg
from marketplace.kernel.letterhead import OFFICE
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import DRAFT
from marketplace.partners.wording import in_words
from marketplace.ports.documents import Documents

CITY = "Pemerintah Kota Metro"
NOBODY_YET = "( ………………………………… )"


@dataclass(frozen=True, kw_only=True)
class PromiseOnPaper:
    """A commitment in words; whoever knows its rule writes it."""

    code: str
    title: str
    text: str
    figures: Sequence[tuple[str, str]]
    conditions: str


def mou_pdf(
    session: Session, documents: Documents, mou: Mou, *, promises: Sequence[PromiseOnPaper], address: str
) -> bytes:
    """A4; the same row gives the same bytes. `address` is where strangers check it; a draft has none."""
    signed = mou.state is not DRAFT
    pictures = {"qr.svg": qr_svg(address, address)} if signed else {}
    return documents.pdf("mou.typ", _paper(session, mou, promises, address if signed else ""), pictures)


def _paper(session: Session, mou: Mou, promises: Sequence[PromiseOnPaper], address: str) -> dict[str, Any]:
    partner = session.get_one(Partner, mou.partner_id)
    name = session.get_one(Organisation, mou.partner_id).name
    return {
        "office": OFFICE,
        "title": _title(mou),
        "number": mou.number,
        "draft": mou.state is DRAFT,
        "meta": _meta(session, mou, f"{name} ({partner.kind.label.lower()})"),
        "text": mou.text,
        "promises": [_promise(one) for one in promises],
        "signed": f"Metro, {in_words(mou.signed_on) if mou.signed_on else '……………………'}",
        "parties": [
            _party("Pihak Pertama", CITY, mou.city_signatory, mou.city_position),
            _party("Pihak Kedua", name, mou.partner_signatory, mou.partner_position),
        ],
        "address": address,
        "hash": mou.text_sha256 or "",
        "ended": _ended(mou),
    }


def _meta(session: Session, mou: Mou, partner: str) -> list[list[str]]:
    other = mou.amends_id or mou.replaces_id
    rows = [
        ["Para pihak", f"{CITY} dan {partner}"],
        ["Berlaku", f"{in_words(mou.starts_on)} sampai {in_words(mou.ends_on)}"],
    ]
    if other is not None:
        rows.append(["Mengubah" if mou.amends_id else "Melanjutkan", session.get_one(Mou, other).number])
    return rows


def _title(mou: Mou) -> str:
    if mou.amends_id is not None:
        return "Adendum Nota Kesepahaman"
    return "Perpanjangan Nota Kesepahaman" if mou.replaces_id is not None else "Nota Kesepahaman"


def _party(role: str, name: str, signatory: str, position: str) -> Mapping[str, str]:
    return {
        "role": role,
        "name": name,
        "signatory": signatory or NOBODY_YET,
        "position": position or "Nama dan jabatan",
    }


def _promise(one: PromiseOnPaper) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "text": one.text,
        "figures": [[name, figure] for name, figure in one.figures],
        "conditions": one.conditions,
    }


def _ended(mou: Mou) -> str:
    """A print of one that is over says so."""
    return f"Diakhiri; hari terakhir berlakunya {in_words(mou.ended_on)}." if mou.ended_on else ""
