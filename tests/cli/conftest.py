"""Commands run against the whole program on a database of its own."""

from tests.compliance.conftest import office, signer
from tests.pages import database_url, program, server
from tests.web.conftest import app

__all__ = ["app", "database_url", "office", "program", "server", "signer"]
