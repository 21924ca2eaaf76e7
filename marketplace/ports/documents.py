"""Sets letters and reports as PDF. Data goes in as values, never as source."""

from collections.abc import Mapping
from typing import Any, Protocol


class Documents(Protocol):
    def pdf(
        self,
        template: str,
        data: Mapping[str, Any],
        pictures: Mapping[str, bytes] | None = None,
        *,
        archival: bool = False,
    ) -> bytes:
        """`template` names a file in templates/documents; it finds `pictures` by name (SVG, PNG, JPEG).

        An `archival` one can be read in decades (PDF/A-2a); its template has to set the document's date.
        """
