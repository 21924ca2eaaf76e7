"""Which partner a recap means: by the name of a shop or of one of its outlets, else as a person says. Never a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.registers.questions import Answers
from marketplace.imports.states import COMMITTED
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.names import same_name
from marketplace.partners.models import Outlet, Partner

SKIP = "skip"  # this shop is left out
ASKS = "shop:"  # and the shop as the recap writes it: the key of its question
SUGGESTED = 5
ALIKE = 0.6  # of two names, as difflib reckons it


class KnownShop(NamedTuple):
    id: PartnerId
    public_id: str
    name: str


@dataclass(frozen=True)
class RecapShop:
    """A shop of a recap: who that is, None where it is left out or (`open`) nobody has said yet.

    `suggested` are those whom the name may mean; `before` what was answered for it in an earlier recap.
    """

    text: str
    shop: KnownShop | None
    asked: bool
    open: bool
    suggested: Sequence[KnownShop] = ()
    before: str = ""

    @property
    def key(self) -> str:
        return f"{ASKS}{self.text}"

    @property
    def is_left_out(self) -> bool:
        return self.shop is None and not self.open


def shops_of(session: Session, texts: Iterable[str], answers: Answers) -> Mapping[str, RecapShop]:
    """Each of these texts. One that names exactly one partner is known; an answer holds before that."""
    partners, names = _partners(session)
    said = {
        same_name(key.removeprefix(ASKS)): value for key, value in answers.items() if key.startswith(ASKS)
    }
    found: dict[str, RecapShop] = {}
    before: Mapping[str, str] | None = None
    for text in texts:
        name = same_name(text)
        meant = sorted(names.get(name, ()))
        only = partners[meant[0]] if len(meant) == 1 else None
        answer = said.get(name, "")
        if answer == SKIP or answer in partners:
            found[text] = RecapShop(text, partners.get(answer), asked=True, open=False)
        elif only is not None:
            found[text] = RecapShop(text, only, asked=False, open=False)
        else:
            before = _said_before(session) if before is None else before
            alike = meant or _alike(name, names)
            suggested = [partners[code] for code in alike[:SUGGESTED]]
            found[text] = RecapShop(text, None, True, True, suggested, before.get(name, ""))
    return found


def every_shop(session: Session) -> Sequence[KnownShop]:
    """All partners by name, for a person to choose from."""
    return sorted(_partners(session)[0].values(), key=lambda one: (one.name.casefold(), one.id))


def _partners(session: Session) -> tuple[Mapping[str, KnownShop], Mapping[str, set[str]]]:
    """By public id, and whom a name means: that of a partner, of an outlet, or both one after the other."""
    rows = session.execute(
        select(Partner.id, Organisation.public_id, Organisation.name)
        .join(Organisation, Organisation.id == Partner.id)
        .order_by(Partner.id)
    )
    partners = {code: KnownShop(number, code, name) for number, code, name in rows}
    by_id = {one.id: one for one in partners.values()}
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in partners.values():
        names[same_name(one.name)].add(one.public_id)
    for number, outlet in session.execute(select(Outlet.partner_id, Outlet.name)):
        shop = by_id[number]
        for name in (outlet, f"{shop.name} {outlet}"):
            names[same_name(name)].add(shop.public_id)
    return partners, names


def _alike(name: str, names: Mapping[str, set[str]]) -> Sequence[str]:
    """Partners whose name resembles it, the most alike first."""
    close = get_close_matches(name, list(names), n=SUGGESTED, cutoff=ALIKE)
    return list(dict.fromkeys(code for one in close for code in sorted(names[one])))


def _said_before(session: Session) -> Mapping[str, str]:
    """What was answered in recaps that were recorded, the latest answer for each name."""
    query = (
        select(ImportBatch.answers)
        .where(
            ImportBatch.kind == BatchKind.RECAP,
            ImportBatch.recap_id.is_(None),
            ImportBatch.state == COMMITTED,
        )
        .order_by(ImportBatch.id)
    )
    return {
        same_name(key.removeprefix(ASKS)): value
        for answers in session.scalars(query)
        for key, value in answers.items()
        if key.startswith(ASKS)
    }
