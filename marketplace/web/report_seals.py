"""Whether the report behind a page is the office's own: asked on every page that shows figures of a published month."""

from __future__ import annotations

from flask import Flask, current_app

from marketplace.compliance.freezing import sha256
from marketplace.compliance.models import Report
from marketplace.compliance.verification import has_office_seal
from marketplace.web.context import reading, tools

Sealed = tuple[int, str, str, str, str, str]  # all that the answer depends on
MOST = 500  # answers that are remembered


def init_app(app: Flask) -> None:
    app.extensions["sealed_reports"] = set[Sealed]()
    app.jinja_env.globals["forged"] = forged


def forged(report: Report | None) -> bool:
    """True where no office key signed what stands in the row; False for a month without a report.

    A report that was found genuine is known by the hash of its text and its cover, so that the signature is checked
    once by each process; one that was not is asked for again at each visit, since a key may be pinned meanwhile.
    """
    if report is None:
        return False
    known: set[Sealed] = current_app.extensions["sealed_reports"]
    text = sha256(report.document)
    own = (report.id, report.number, report.month, text, report.signature, report.public_key)
    if report.sha256 == text and own in known:
        return False
    if not has_office_seal(reading().session, tools().signer, report):
        return True
    if len(known) >= MOST:
        known.clear()
    known.add(own)
    return False
