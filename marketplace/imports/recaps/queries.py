"""Recaps as pages find them."""

from __future__ import annotations

from marketplace.db.listing import Listing, by, required
from marketplace.imports.models import ImportBatch
from marketplace.imports.queries import BatchList, BatchRow


class PartList(Listing[BatchRow]):
    """What a recap wrote for each of its shops."""

    source = BatchList.source
    sort = by(ImportBatch.organisation_id)

    recap_id: int = required(ImportBatch.recap_id)
