"""A report as a file that travels: its texts to the letter, and what vouches for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session, object_session

from marketplace.compliance.freezing import FORM, FORMS, SliceText, canonical
from marketplace.compliance.frozen import StoredSlices
from marketplace.compliance.models import Report
from marketplace.compliance.office_keys import Rotation, rotations_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l

NAMES = ("number", "document", "sha256", "signature", "public_key")


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """`slices`, or the `annex` of the first form, may be withheld; slices come one at a time, any number of times.

    `rotations` join the key that signed to the office's other keys.
    """

    number: str
    document: str
    annex: str | None = None
    slices: Iterable[SliceText] | None = None
    sha256: str
    signature: str
    public_key: str
    rotations: Sequence[Rotation] = ()


def envelope_of(report: Report, *, annex: bool = True, rotations: Sequence[Rotation] = ()) -> Envelope:
    """Without `annex` nothing but what anybody may read."""
    session = object_session(report)
    slices = StoredSlices(session, report.id) if annex and session and not report.annex else None
    return Envelope(
        number=report.number,
        document=report.document,
        annex=(report.annex or None) if annex else None,
        slices=slices,
        sha256=report.sha256,
        signature=report.signature,
        public_key=report.public_key,
        rotations=rotations,
    )


def seal(envelope: Envelope) -> str:
    """The file `flask compliance verify --file` and `docs/verify.py` read."""
    return "".join(seal_in_parts(envelope))


def seal_in_parts(envelope: Envelope) -> Iterator[str]:
    """The same text piece by piece, so that nobody holds all slices at once."""
    content = {name: getattr(envelope, name) for name in NAMES}
    head = {"form": FORM, "annex": envelope.annex, "rotations": [asdict(one) for one in envelope.rotations]}
    yield canonical(content | head)[:-1]  # its last name is before "slices"
    if envelope.slices is None:
        yield ',"slices":null}'
        return
    yield ',"slices":['
    for at, one in enumerate(envelope.slices):
        yield ("," if at else "") + canonical(asdict(one))
    yield "]}"


def unseal(text: str) -> Envelope:
    """Raises Refused for what is no report file, or is not written byte for byte as MB2 writes it."""
    text = text.rstrip("\r\n")
    try:
        data: Mapping[str, Any] = json.loads(text)
        if data["form"] not in FORMS:
            raise ValueError(data["form"])
        slices = data.get("slices")
        envelope = Envelope(
            **{name: str(data[name]) for name in NAMES},
            annex=data.get("annex"),
            slices=None
            if slices is None
            else [SliceText(str(one["name"]), str(one["text"])) for one in slices],
            rotations=[Rotation(**one) for one in data.get("rotations", ())],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_l("Berkas ini bukan laporan MB2; unduh lagi dari halaman laporannya.")) from error
    if canonical(data) != text:
        raise Refused(_l("Berkas ini diubah sesudah diunduh; unduh lagi dari halaman laporannya."))
    return envelope


def sealed(session: Session, report: Report, *, annex: bool = True) -> Iterator[str]:
    """The office's own report as such a file, piece by piece."""
    return seal_in_parts(envelope_of(report, annex=annex, rotations=rotations_of(session)))
