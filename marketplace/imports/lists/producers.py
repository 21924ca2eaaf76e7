"""The city's list of makers: local on the city's word, nothing certified, nothing listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.imports.lists.lines import CityList, Found, LeftOut, Words, lines_in, read_line
from marketplace.imports.registers.rows import Ref
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.places.queries import kelurahan
from marketplace.ports.sheets import Book
from marketplace.producers.models import LocalityBasis, Producer, Scale
from marketplace.producers.profile import Profile
from marketplace.producers.queries import aliases
from marketplace.producers.services.registering import add_alias, register_producer
from marketplace.producers.services.standing import record_locality

SCALES = {same_name(word): scale for scale in Scale for word in (scale.value, scale.label)}


class ProducerLine(BaseModel):
    """Columns as in the city's file; aliases are split by `|`."""

    producer_id: Words = Field(title=_l("Nomor produsen"))
    name: Words = Field(title=_l("Nama usaha"))
    kelurahan_code: Words | None = Field(None, title=_l("Kode kelurahan"))
    kbli_2020: Words | None = Field(None, title=_l("KBLI"))
    aliases: Words = Field("", title=_l("Sebutan lain"))
    nib: Words | None = Field(None, title=_l("NIB"))
    scale: Words | None = Field(None, title=_l("Skala usaha"))

    @property
    def profile(self) -> Profile:
        return Profile(
            name=self.name,
            nib=self.nib,
            scale=SCALES[same_name(self.scale)] if self.scale else None,
            kbli_code=self.kbli_2020,
            kelurahan_code=self.kelurahan_code,
        )

    @property
    def sayings(self) -> list[str]:
        """Its aliases, each spelling once."""
        said = {same_name(alias): alias.strip() for alias in self.aliases.split("|")}
        return [alias for same, alias in said.items() if same]


def read_producers(session: Session, book: Book) -> CityList[ProducerLine]:
    """Every line is new, known by its number, or bad; nothing is written."""
    headings, lines = lines_in(book, ProducerLine)
    found: CityList[ProducerLine] = CityList(headings)
    checks = Checks(session)
    for line in lines:
        checks.place(line, found)
    return found


def write_producers(
    uow: UnitOfWork, lines: Iterable[tuple[Ref, ProducerLine]], *, since: date | None = None
) -> int:
    """Drafts of makers, local from `since` on; without it, always. Gives how many."""
    written = 0
    for _, line in lines:
        producer = register_producer(uow, line.profile, city_ref=line.producer_id)
        for alias in line.sayings:
            add_alias(uow, producer.id, alias)
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST, from_on=since)
        written += 1
    return written


class Checks:
    """What stands in the books and further up in the file."""

    def __init__(self, session: Session) -> None:
        self._known = set(session.scalars(select(Producer.city_ref).where(Producer.city_ref.is_not(None))))
        self._kelurahan = {code for code, _ in kelurahan(session)}
        self._numbers: dict[str, Ref] = {}
        self._nibs = {nib: _l("usaha lain") for nib in session.scalars(select(Producer.nib)) if nib}
        self._said: dict[str, str] = {}  # alias -> whose
        names = dict(session.execute(select(Organisation.id, Organisation.name)).all())
        for same, producer_id in aliases(session).items():
            self._said[same] = names[producer_id]

    def place(self, found: Found, into: CityList[ProducerLine]) -> None:
        line = read_line(ProducerLine, found)
        if isinstance(line, LeftOut):
            into.bad.append(line)
            return
        if line.producer_id in self._known and line.producer_id not in self._numbers:
            self._numbers[line.producer_id] = found.ref
            into.known.append(found.ref)
            return
        trouble = next(self._troubles(line), None)
        if trouble is not None:
            into.bad.append(LeftOut(found.ref, trouble, found.cells))
            return
        self._remember(found.ref, line)
        into.fresh.append((found.ref, line))

    def _troubles(self, line: ProducerLine) -> Iterator[Label]:
        if line.producer_id in self._numbers:
            yield _l(
                "Nomor %(number)s sudah ada di baris %(ref)s; hapus salah satunya.",
                number=line.producer_id,
                ref=self._numbers[line.producer_id],
            )
        if line.scale and same_name(line.scale) not in SCALES:
            yield _l("Skala “%(scale)s” tidak dikenal; tulis mikro, kecil, atau menengah.", scale=line.scale)
            return
        try:
            said = line.profile.read()
        except Refused as refused:
            yield refused.sentence
            return
        if said.kelurahan_code and said.kelurahan_code not in self._kelurahan:
            yield _l(
                "Kode kelurahan “%(code)s” tidak ada di Kota Metro; tulis misalnya 18.72.04.1003.",
                code=said.kelurahan_code,
            )
        if said.nib and said.nib in self._nibs:
            yield _l(
                "NIB %(nib)s sudah terdaftar atas nama %(name)s.", nib=said.nib, name=self._nibs[said.nib]
            )
        for alias in line.sayings:
            if same_name(alias) in self._said:
                yield _l(
                    "Sebutan “%(alias)s” sudah milik %(name)s; hapus dari salah satunya.",
                    alias=alias,
                    name=self._said[same_name(alias)],
                )

    def _remember(self, ref: Ref, line: ProducerLine) -> None:
        self._numbers[line.producer_id] = ref
        nib = line.profile.read().nib
        if nib:
            self._nibs[nib] = Label(line.name)
        self._said |= dict.fromkeys(map(same_name, line.sayings), line.name)
