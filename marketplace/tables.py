"""Every table of the house, found by reading the folders."""

from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from marketplace.db.base import Base

HERE = Path(__file__).parent


def metadata() -> sa.MetaData:
    for name in ("outbox", "numbering", "demo_mark"):
        import_module(f"marketplace.db.{name}")
    for file in sorted([*HERE.glob("*/models.py"), *HERE.glob("*/models/*.py")]):
        import_module(".".join(("marketplace", *file.relative_to(HERE).with_suffix("").parts)))
    return Base.metadata
