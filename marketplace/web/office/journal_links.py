"""Where the record of an entry is read: kinds whose page an official may open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import url_for

from marketplace.journal.naming import Subject, SubjectName
from marketplace.web.access import who_may
from marketplace.web.context import actor

_PLAIN = {"public_id": "public_id"}
_WITH_OWNER = "owner_id"
PAGES: Mapping[
    str, tuple[str, Mapping[str, str]]
] = {  # endpoint, and each of its arguments by what it is of the name
    "activity": ("office_outreach.show", _PLAIN),
    "case": ("office_cases.show", _PLAIN),
    "certificate": ("office_certificates.show", {"public_id": _WITH_OWNER, "certificate": "public_id"}),
    "circular": ("office_circulars.show", _PLAIN),
    "declaration": ("office_declarations.show", _PLAIN),
    "declared_figure": ("office_figures.show", _PLAIN),
    "handover": ("office_handovers.show", _PLAIN),
    "mou": ("office_mous.show", _PLAIN),
    "outlet": ("office_outlets.show", {"public_id": _WITH_OWNER, "outlet": "public_id"}),
    "partner": ("office_partners.show", _PLAIN),
    "period": ("office_periods.show", {"month": "name"}),
    "producer": ("office_producers.show", _PLAIN),
    "product": ("office_products.show", {"public_id": _WITH_OWNER, "product": "public_id"}),
    "purchase": ("office_compliance.purchase", _PLAIN),
    "report": ("office_published.show", {"month": "public_id"}),
    "requirement_change": ("office_requirement_changes.show", _PLAIN),
    "risk_flag": ("office_flags.show", _PLAIN),
    "told_sale": ("office_told_sales.show", _PLAIN),
    "user": ("office_people.show", _PLAIN),
    "variant": ("office_products.show", {"public_id": _WITH_OWNER, "product": "public_id"}),
}


class NamedSubject(NamedTuple):
    """What a record is called, whose it is, and the address of its page where the visitor may open it."""

    name: str
    owner: str | None
    url: str | None


def named_subjects(names: Mapping[Subject, SubjectName]) -> Mapping[Subject, NamedSubject]:
    return {
        subject: NamedSubject(one.name, one.owner if one.owner != one.name else None, _url(subject[0], one))
        for subject, one in names.items()
    }


def _url(kind: str, name: SubjectName) -> str | None:
    if kind not in PAGES:
        return None
    endpoint, wanted = PAGES[kind]
    values = {arg: getattr(name, attribute) for arg, attribute in wanted.items()}
    who = who_may(endpoint)
    if not all(values.values()) or who is None or not who.allows(actor(), None):
        return None
    return url_for(endpoint, **values)
