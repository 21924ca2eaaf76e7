"""How a database would answer a question: off which indexes, and whether it sorts."""

from sqlalchemy import text


def plan_of(session, query):
    """Forced off sequential scans on PostgreSQL, whose small tables are not worth an index."""
    dialect = session.get_bind().dialect
    spelled = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        for way in ("seqscan", "sort", "bitmapscan"):
            session.execute(text(f"SET enable_{way} = off"))
        return "\n".join(session.scalars(text(f"EXPLAIN {spelled}")))
    return "\n".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {spelled}")))
