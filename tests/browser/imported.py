"""All modules of the program, for a process from which servers are forked; it makes no app itself."""

import importlib
import pkgutil

import marketplace

for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
    importlib.import_module(module.name)
