"""PostgreSQL made fit for a server: a request waits for nothing without end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, event

# A request that waits longer is broken off, tried again (db/transact.py) or answered 503 (db/faults.py).
LIMITS: Mapping[str, str] = {
    "lock_timeout": "10s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}


def tune(engine: Engine, in_request: Callable[[], bool]) -> None:
    """Other databases need nothing of this. Jobs, commands and migrations may take as long as they take."""
    if engine.dialect.name != "postgresql":
        return

    def limit(connection: Any, record: Any, _proxy: object) -> None:
        """Only where a connection goes from one to the other: mostly never."""
        limited = in_request()
        if record.info.get("limited", False) != limited:
            with connection.cursor() as cursor:
                for name, most in LIMITS.items():
                    cursor.execute(f"SET {name} = '{most}'" if limited else f"RESET {name}")
            connection.commit()
            record.info["limited"] = limited

    event.listen(engine, "checkout", limit)
