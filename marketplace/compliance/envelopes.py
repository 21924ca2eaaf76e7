"""A report as a file that travels: its texts to the letter, and what vouches for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.compliance.freezing import FORM, canonical
from marketplace.compliance.models import Report
from marketplace.compliance.office_keys import Rotation, rotations_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """`annex` may be withheld; `rotations` join the key that signed to the office's other keys."""

    number: str
    document: str
    annex: str | None
    sha256: str
    signature: str
    public_key: str
    rotations: Sequence[Rotation] = ()


def envelope_of(report: Report, *, annex: bool = True, rotations: Sequence[Rotation] = ()) -> Envelope:
    return Envelope(
        number=report.number,
        document=report.document,
        annex=report.annex if annex else None,
        sha256=report.sha256,
        signature=report.signature,
        public_key=report.public_key,
        rotations=rotations,
    )


def seal(envelope: Envelope) -> str:
    """The file `flask compliance verify --file` and `docs/verify.py` read."""
    rotations = [asdict(one) for one in envelope.rotations]
    return canonical({"form": FORM} | envelope.__dict__ | {"rotations": rotations})


def unseal(text: str) -> Envelope:
    """Raises Refused for what is no report file."""
    try:
        data: Mapping[str, Any] = json.loads(text)
        if data["form"] != FORM:
            raise ValueError(data["form"])
        names = ("number", "document", "sha256", "signature", "public_key")
        rotations = [Rotation(**one) for one in data.get("rotations", ())]
        return Envelope(
            **{name: str(data[name]) for name in names}, annex=data.get("annex"), rotations=rotations
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_l("Berkas ini bukan laporan MB2; unduh lagi dari halaman laporannya.")) from error


def sealed(session: Session, report: Report, *, annex: bool = True) -> str:
    """The office's own report as such a file."""
    return seal(envelope_of(report, annex=annex, rotations=rotations_of(session)))
