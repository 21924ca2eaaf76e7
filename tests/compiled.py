"""Templates, and how addresses are built from rules, are compiled once a run, whichever of its processes needs them.

Every program that a test makes would compile them anew and alike: six seconds for all. What was compiled lies in a
folder that processes find by their environment; it is gone with the process that made it.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

FOLDER = "TESTS_COMPILED"


def share_templates():
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="mb2-compiled-")
        atexit.register(remove, os.environ[FOLDER], os.getpid())
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(os.environ[FOLDER])}


def remove(folder, maker):
    if os.getpid() == maker:  # not a fork of it
        shutil.rmtree(folder, ignore_errors=True)


def build_addresses_late():
    """Few rules are ever asked for an address; the same rule of another program is built in the same way."""
    compile_now, kept = Rule._compile_builder, {}

    def compile_late(rule, append_unknown=True):
        @cache
        def builder():
            defaults = tuple(sorted((rule.defaults or {}).items()))
            same = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, defaults, append_unknown)
            if same not in kept:
                kept[same] = compile_now(rule, append_unknown)
            return kept[same]

        return lambda bound, **values: builder()(bound, **values)

    Rule._compile_builder = compile_late


share_templates()
build_addresses_late()
