"""Commands run against the whole program on a database of its own."""

from tests.compliance.conftest import office, signer
from tests.pages import built, database_url, program, server
from tests.web.conftest import app, app_settings

__all__ = ["app", "app_settings", "built", "database_url", "office", "program", "server", "signer"]
