"""The city's list of makers: local on the city's word, nothing certified, nothing listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.places.queries import kelurahan
from marketplace.producers.models import LocalityBasis, Producer, Scale
from marketplace.producers.profile import Profile
from marketplace.producers.queries import aliases
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.producers.services.registering import add_alias, register_producer
from marketplace.sheets.cells import Words, by_name
from marketplace.sheets.refused import Ref

SCALES = by_name(Scale)


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
    def other_names(self) -> list[str]:
        """Its aliases, each spelling once."""
        names = {same_name(alias): alias.strip() for alias in self.aliases.split("|")}
        return [alias for same, alias in names.items() if same]


def write_producers(
    uow: UnitOfWork, lines: Sequence[tuple[Ref, ProducerLine]], *, since: date | None = None
) -> int:
    """Drafts of makers, local from `since` on; without it, always. Gives how many."""
    for _, line in lines:
        producer = register_producer(uow, line.profile, city_ref=line.producer_id)
        for alias in line.other_names:
            add_alias(uow, producer.id, alias)
        record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST, from_on=since)
    return len(lines)


class ProducerChecks:
    """A line is new, or known by its number."""

    def __init__(self, session: Session) -> None:
        self._known = set(session.scalars(select(Producer.city_ref).where(Producer.city_ref.is_not(None))))
        self._kelurahan = {code for code, _ in kelurahan(session)}
        self._numbers: dict[str, Ref] = {}
        self._nibs = {nib: _l("usaha lain") for nib in session.scalars(select(Producer.nib)) if nib}
        names = dict(session.execute(select(Organisation.id, Organisation.name)).all())
        self._owners = {same: names[producer_id] for same, producer_id in aliases(session).items()}

    def is_new(self, ref: Ref, line: ProducerLine) -> bool:
        number = line.producer_id
        if number in self._known and number not in self._numbers:
            self._numbers[number] = ref
            return False
        if number in self._numbers:
            sentence = _l("Nomor %(number)s sudah ada di baris %(ref)s; hapus salah satunya.")
            raise Refused(_l(sentence, number=number, ref=self._numbers[number]))
        self._refuse_unfit(line)
        self._numbers[number] = ref
        if nib := line.profile.read().nib:
            self._nibs[nib] = Label(line.name)
        self._owners |= dict.fromkeys(map(same_name, line.other_names), line.name)
        return True

    def _refuse_unfit(self, line: ProducerLine) -> None:
        if line.scale and same_name(line.scale) not in SCALES:
            sentence = _l("Skala “%(scale)s” tidak dikenal; tulis mikro, kecil, atau menengah.")
            raise Refused(_l(sentence, scale=line.scale))
        profile = line.profile.read()
        if profile.kelurahan_code and profile.kelurahan_code not in self._kelurahan:
            sentence = _l("Kode kelurahan “%(code)s” tidak ada di Kota Metro; tulis misalnya 18.72.04.1003.")
            raise Refused(_l(sentence, code=profile.kelurahan_code))
        if profile.nib and profile.nib in self._nibs:
            sentence = _l("NIB %(nib)s sudah terdaftar atas nama %(name)s.")
            raise Refused(_l(sentence, nib=profile.nib, name=self._nibs[profile.nib]))
        for alias in line.other_names:
            if owner := self._owners.get(same_name(alias)):
                sentence = _l("Sebutan “%(alias)s” sudah milik %(name)s; hapus dari salah satunya.")
                raise Refused(_l(sentence, alias=alias, name=owner))
