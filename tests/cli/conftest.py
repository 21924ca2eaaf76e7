"""Commands run against the whole program on a database of its own."""

from tests.compliance.conftest import office, signer
from tests.web.conftest import app

__all__ = ["app", "office", "signer"]
