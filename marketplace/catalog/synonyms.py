"""Words that mean one thing to who searches: read by every search, kept by officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.search.words import words as words_in
from marketplace.catalog import policies
from marketplace.catalog.events import SynonymsAdded, SynonymsChanged, SynonymsRemoved
from marketplace.catalog.models import Synonyms
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import Label, _l

MOST, LONGEST = 20, 40  # words of one line, and signs of one word
IN_A_ROW = 3  # that a search looks up as one


@dataclass(frozen=True)
class SynonymLine:
    synonyms_id: int
    words: Sequence[str]

    @property
    def text(self) -> str:
        return ", ".join(self.words)

    @property
    def single(self) -> Sequence[str]:
        return " ".join(self.words).split()


def synonym_lines(session: Session, text: str = "") -> Sequence[SynonymLine]:
    """All of them, or those with a word that begins like one of this text; by their first word."""
    rows = session.execute(select(Synonyms.id, Synonyms.words))
    begun = tuple(words_in(text))
    lines = (SynonymLine(*row) for row in rows)
    found = (line for line in lines if not text or any(one.startswith(begun) for one in line.single))
    return sorted(found, key=lambda line: (line.words, line.synonyms_id))


def synonym_line(session: Session, synonyms_id: int) -> SynonymLine:
    """Raises NotFound."""
    row = session.execute(select(Synonyms.id, Synonyms.words).where(Synonyms.id == synonyms_id)).one_or_none()
    if row is None:
        raise NotFound(f"synonyms {synonyms_id}")
    return SynonymLine(*row)


def synonyms(session: Session) -> Mapping[str, Sequence[str]]:
    """Of each word what else it may be called; lines with a word in common, written at one moment, are one."""
    found: dict[str, list[str]] = {}
    for words in session.scalars(select(Synonyms.words).order_by(Synonyms.id)):
        for word in words:
            others = found.setdefault(word, [])
            others += [other for other in words if other != word and other not in others]
    return found


def read_words(text: str) -> list[str]:
    """`Kripik, keripik; criping` as they are looked up, each once, in the order typed.

    Raises Refused for fewer than two, for more than 20, and for a word that is too long or none.
    """
    found: dict[str, None] = {}
    for typed in text.replace(";", ",").replace("\n", ",").split(","):
        if typed.strip():
            found[_read_word(typed)] = None
    if len(found) < 2:
        raise _wrong(
            _l("Isi paling sedikit dua kata yang berarti sama, dengan koma di antaranya: keripik, kripik.")
        )
    if len(found) > MOST:
        raise _wrong(_l("Paling banyak %(most)d kata dalam satu baris.", most=MOST))
    return list(found)


def _read_word(typed: str) -> str:
    parts = words_in(typed)
    word = " ".join(parts)
    if not parts or len(word) > LONGEST or len(parts) > IN_A_ROW:
        raise _wrong(
            _l(
                "“%(word)s” tidak dapat dipakai: tulis satu sampai tiga kata, paling panjang %(most)d huruf.",
                word=typed.strip()[:LONGEST],
                most=LONGEST,
            )
        )
    return word


def _wrong(what: Label) -> Refused:
    return Refused(what, field="words")


def add_synonyms(uow: UnitOfWork, words: Sequence[str]) -> Synonyms:
    """Refused for a word that stands on another line: two lines with one word would be one."""
    uow.demand(policies.LIST_SYNONYMS, None)
    _stand_nowhere_else(uow, words)
    line = uow.add(Synonyms(words=list(words)))
    uow.emit(SynonymsAdded(synonyms_id=line.id, words=list(words)))
    return line


def change_synonyms(uow: UnitOfWork, synonyms_id: int, words: Sequence[str]) -> Synonyms:
    """Refused as above."""
    line = _line(uow, synonyms_id)
    if list(words) != line.words:
        _stand_nowhere_else(uow, words, besides=synonyms_id)
        before, line.words = line.words, list(words)
        uow.emit(SynonymsChanged(synonyms_id=line.id, words=list(words), before=before))
    return line


def remove_synonyms(uow: UnitOfWork, synonyms_id: int, *, reason: str) -> None:
    line = _line(uow, synonyms_id)
    uow.session.delete(line)
    uow.emit(SynonymsRemoved(synonyms_id=synonyms_id, words=line.words, reason=reason))


def _line(uow: UnitOfWork, synonyms_id: int) -> Synonyms:
    uow.demand(policies.LIST_SYNONYMS, None)
    return uow.get(Synonyms, synonyms_id, lock=True)


def _stand_nowhere_else(uow: UnitOfWork, words: Sequence[str], besides: int | None = None) -> None:
    for line in synonym_lines(uow.session):
        taken = next((word for word in words if word in line.words), None)
        if taken is not None and line.synonyms_id != besides:
            raise _wrong(
                _l(
                    "“%(word)s” sudah ada pada baris: %(line)s. Tambahkan kata lainnya di sana.",
                    word=taken,
                    line=line.text,
                )
            )
