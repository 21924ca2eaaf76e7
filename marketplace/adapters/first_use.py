"""Adapters by their place, so that a heavy library is loaded when it is chosen or first used, and not at start."""

from functools import cache
from importlib import import_module
from typing import Any


def adapter(place: str) -> Any:
    """What stands at `module:name`, below marketplace.adapters."""
    module, _, name = place.partition(":")
    return getattr(import_module(f"marketplace.adapters.{module}"), name)


class OnFirstUse:
    """Stands for a tool whose module is loaded when somebody first uses it."""

    def __init__(self, place: str, *given: Any) -> None:
        self._tool = cache(lambda: adapter(place)(*given))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tool(), name)
