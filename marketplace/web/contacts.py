"""The other side of a trade as a page shows it: a text for the matter at hand, and its place on a map."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext

from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import Label
from marketplace.notices.inbox import Reach, reach_of
from marketplace.ordering.contacts import TradingContact, contact_of
from marketplace.producers.profile import Day
from marketplace.web.context import reading
from marketplace.web.language import translate
from marketplace.web.one_time_codes import own_address
from marketplace.web.trade_pages.sides import MAKER, SHOP, TradeSide

MAP = "https://www.openstreetmap.org/search?query="


@dataclass(frozen=True)
class ContactCard:
    of: TradingContact
    text: str  # ready to be sent
    reach: Reach | None = None  # how they were told of it last

    @property
    def chat(self) -> str:
        return whatsapp(self.text, self.of.whatsapp)

    @property
    def map(self) -> str:
        return map_of(self.of.address)

    @property
    def hours(self) -> str:
        return self.of.hours or ", ".join(str(translate(Day(day).label)) for day in self.of.days)


def map_of(address: str) -> str:
    return MAP + quote(f"{address}, Kota Metro")


def whatsapp(text: str, number: str | None = None) -> str:
    """Opens WhatsApp with a text, at a number or at whom the sender chooses."""
    return f"https://wa.me/{(number or '').removeprefix('+')}?text={quote(text)}"


def other_side(
    side: TradeSide,
    producer_id: ProducerId,
    outlet_id: OutletId,
    about: Label,
    page: str,
    *,
    told: tuple[str, int] | None = None,
    **values: str,
) -> ContactCard | None:
    """Whom this side trades with, and how they were `told` last of that subject; None for officials.

    `page` is theirs of the same matter, `values` its arguments.
    """
    if side.side is None:
        return None
    other = SHOP if side is MAKER else MAKER
    assert other.side is not None
    contact = contact_of(reading().session, other.side, producer_id, outlet_id)
    link = own_address(f"{other.door}_{page}", **values)
    text = gettext(
        "Halo %(name)s, tentang %(matter)s di MB2: %(link)s",
        name=contact.name,
        matter=translate(about),
        link=link,
    )
    reach = reach_of(reading().session, told, contact.organisation_id) if told else None
    return ContactCard(contact, text, reach)
