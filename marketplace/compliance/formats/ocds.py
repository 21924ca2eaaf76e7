"""Open data (OCDS 1.1): what public offices bought from local makers, one release for each document.

An office buys these directly, so a release has its award and its contract and no tender. Values are rupiah without VAT;
a document that gives goods back has a value below zero. The prefix of an ocid is given out by the Open Contracting
Partnership; ours says whose data this is until the city has one.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from marketplace.compliance.formats.base import FORMATS, Format, ReportPaper
from marketplace.compliance.public_purchases import PublicItem, PublicPurchase
from marketplace.kernel.clock import WIB
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.letterhead import OFFICE
from marketplace.kernel.quantity import MILLI
from marketplace.ports.toolbox import Toolbox

PREFIX = "mb2-metro"


@FORMATS.add("ocds")
class Ocds(Format):
    label = _l("Data terbuka (OCDS)")
    suffix = "ocds.json"
    media_type = "application/json"
    reads_purchases = True

    def write(self, tools: Toolbox, paper: ReportPaper) -> bytes:
        """Raises Refused for a month in which no public office bought anything local: a package has a release."""
        if not paper.purchases:
            raise Refused(
                _l("Bulan ini tidak ada belanja lokal kantor pemerintah, jadi tidak ada data terbuka.")
            )
        package = {
            "uri": paper.address or f"urn:{PREFIX}:{paper.result.month}",
            "version": "1.1",
            "publishedDate": _moment(paper.made_on),
            "publisher": {"name": OFFICE["name"]},
            "releases": [_release(one, paper) for one in paper.purchases],
        }
        return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _release(one: PublicPurchase, paper: ReportPaper) -> dict[str, Any]:
    buyer = {"id": f"{PREFIX}-{one.buyer_id}", "name": one.buyer}
    supplier = {"id": f"{PREFIX}-{one.supplier_id}", "name": one.supplier}
    value = {"amount": one.net, "currency": "IDR"}
    items = [_item(item) for item in one.items]
    signed = _moment(one.bought_on)
    return {
        "ocid": f"{PREFIX}-{one.public_id}",
        "id": f"{one.public_id}-{paper.result.month}-{paper.made_on.isoformat()}",
        "date": _moment(paper.made_on),
        "tag": ["award", "contract"],
        "initiationType": "tender",
        "language": "id",
        "parties": [{**buyer, "roles": ["buyer"]}, {**supplier, "roles": ["supplier"]}],
        "buyer": buyer,
        "awards": [
            {
                "id": one.public_id,
                "status": "active",
                "date": signed,
                "value": value,
                "suppliers": [supplier],
                "items": items,
            }
        ],
        "contracts": [
            {
                "id": one.document_number or one.public_id,
                "awardID": one.public_id,
                "title": "Retur" if one.net < 0 else "Pembelian langsung",
                "status": "terminated",
                "dateSigned": signed,
                "value": value,
                "items": items,
            }
        ],
    }


def _item(item: PublicItem) -> dict[str, Any]:
    whole, rest = divmod(item.quantity_milli, MILLI)
    return {
        "id": str(item.line),
        "description": item.text,
        "quantity": item.quantity_milli / MILLI if rest else whole,
        "unit": {"name": item.unit},
    }


def _moment(day: date) -> str:
    """The beginning of a day in Metro."""
    return datetime.combine(day, time(), WIB).isoformat()
