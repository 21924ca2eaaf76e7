"""What a server and the `flask` command start from."""

import sys

from config import Settings, SettingsError
from marketplace.app import create_app
from marketplace.web.views import write_in_background

DO_NOT_RETRY = 3  # as Gunicorn understands it: it ends, in place of starting its workers again and again

try:
    app = create_app(Settings.from_env())
except SettingsError as wrong:
    sys.stderr.write(f"{wrong}\n")
    sys.exit(DO_NOT_RETRY)
write_in_background(app)
