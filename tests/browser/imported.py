"""All modules of the program, for a process from which servers are forked; it makes no app itself."""

import importlib
import pkgutil

import marketplace
from marketplace.kernel.gc_pause import gc_paused
from tests import compiled

__all__ = ["compiled"]

with gc_paused():
    for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
        importlib.import_module(module.name)
