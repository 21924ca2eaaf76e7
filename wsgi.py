"""What a server and the `flask` command start from."""

import gc
import os
import sys

import click

from marketplace.kernel.gc_pause import gc_paused

with gc_paused():  # nothing that is imported is garbage; to look for it took a third of each start
    from config import Settings, SettingsError
    from marketplace.adapters.heap import give_back_what_is_free
    from marketplace.app import create_app
    from marketplace.startup import refuse_unfit
    from marketplace.web.views import write_in_background

    gc.freeze()  # nor is it at the end

DO_NOT_RETRY = 3  # as Gunicorn understands it: it ends, in place of starting its workers again and again

give_back_what_is_free()
os.umask(0o077)  # what is written is its owner's alone: folders, database, queue, keys, files and letters
command = click.get_current_context(silent=True)
try:
    app = create_app(Settings.from_env())
    if (
        command is None or command.info_name == "run"
    ):  # it serves; what other commands need, they ask by themselves
        refuse_unfit(app)
except SettingsError as wrong:
    sys.stderr.write(f"{wrong}\n")
    sys.exit(DO_NOT_RETRY)
write_in_background(app)
