"""INSERT ... ON CONFLICT: both databases have it, and SQLAlchemy has a statement of its own for each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
