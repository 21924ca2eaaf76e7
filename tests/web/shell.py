"""A small app of the shell's own parts, for tests that need no database."""

from flask import Flask

from config import ROOT
from marketplace.web import access, assets, doors, errors, forms, headers, language
from marketplace.web.public import help, home, menu, privacy, program


def small_app(**config):
    app = Flask(__name__, root_path=str(ROOT))
    app.config.update(
        SECRET_KEY="test",
        ROOT=ROOT,
        PRODUCTION=False,
        DEMO=True,
        BASE_URL="http://localhost",
        PROXIES=0,
        RATE_LIMITS=False,
    )
    app.config.update(config)
    for part in (language, forms, errors, headers, assets, doors, access):
        part.init_app(app)
    for page in (home, help, menu, privacy, program):
        app.register_blueprint(page.bp)
    return app
