"""Rules that the database keeps by itself, whoever speaks to it.

Models declare them and revisions write them out (migrations never import this module). SQLite has one writer at a
time. On PostgreSQL two transactions must not pass a rule side by side, each before it sees what the other wrote; so
each rule says what its writers wait for each other at (docs/adr/0021-lock-kinds-and-order.md):

- `NO_LOCK`: the condition reads only the row itself, or rows that never change and never go; or a unique key keeps
  two writers apart.
- `parent(table, key)`: the condition reads the row that this one belongs to. That row is locked, as services do.
- `group(name, *columns)`: the condition reads the row's siblings; whoever writes one with the same values waits.
"""

from sqlalchemy import Connection, FromClause, event

Rules = dict[str, list[str]]  # dialect -> statements

NO_LOCK = ""


def parent(table: str, key: str) -> str:
    """Lock the row of `table` with this id (SQL over NEW or OLD): whoever changes it comes before or after.

    The same lock that `UnitOfWork.get(lock=True)` takes, so that nobody who holds it waits for himself.
    """
    return f" PERFORM 1 FROM {table} WHERE id = {key} FOR NO KEY UPDATE;"


def group(name: str, *columns: str) -> str:
    """Lock a number that stands for all rows with these values (SQL over NEW or OLD); without any, for all rows.

    Rules of two tables that must not pass each other give the same name and the same values. Each value takes a place
    in PostgreSQL's table of locks until the transaction ends: nothing for rows that come by the ten thousand.
    """
    key = f"hashtext(CONCAT_WS('/', {', '.join(columns)}))" if columns else "0"
    return f" PERFORM pg_advisory_xact_lock(hashtext('{name}'), {key});"


def append_only(table: str) -> Rules:
    """What is written stays written: no UPDATE, no DELETE, no TRUNCATE."""
    no = f"{table} is append-only"
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{no}'); END"
            for verb in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{no}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ],
    }


def refuse_when(table: str, name: str, condition: str, *, on: str, says: str, lock: str) -> Rules:
    """Refuse a row for which `condition` (SQL over NEW and OLD, true on both databases) holds.

    `on` is "INSERT", "UPDATE", "DELETE" or a list of them such as "INSERT OR UPDATE". `lock` is `NO_LOCK`, or what
    `parent` or `group` gives; it is taken before the condition is read, which then sees what the others wrote.
    """
    verbs = on.split(" OR ")
    answer = "OLD" if verbs == ["DELETE"] else "NEW"
    return {
        "sqlite": [
            f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for verb in verbs
        ],
        "postgresql": [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN{lock}"
            f" IF {condition} THEN RAISE EXCEPTION '{says}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {on} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


def no_overlap(
    table: str, *, key: str, start: str, end: str, where: str = "1 = 1", name: str | None = None
) -> Rules:
    """No two rows with the same `key` (a comma-separated list, may be empty) hold on the same day; one group each.

    `start` and `end` are SQL over columns written as `{row}.column`; a NULL start or end is open. `where` says which
    rows count, likewise.
    """

    def over(row: str, text: str) -> str:
        return text.replace("{row}", row)

    columns = [column.strip() for column in key.split(",") if column]
    same = "".join(f" AND o.{column} = NEW.{column}" for column in columns)
    condition = (
        f"({over('NEW', where)}) AND EXISTS (SELECT 1 FROM {table} o WHERE o.id <> COALESCE(NEW.id, -1)"
        f" AND ({over('o', where)}){same}"
        f" AND COALESCE({over('o', start)}, '0001-01-01') <= COALESCE({over('NEW', end)}, '9999-12-31')"
        f" AND COALESCE({over('NEW', start)}, '0001-01-01') <= COALESCE({over('o', end)}, '9999-12-31'))"
    )
    name = name or f"{table}_no_overlap"
    lock = group(name, *(f"NEW.{column}" for column in columns))
    says = f"{table}: overlaps another row"
    return refuse_when(table, name, condition, on="INSERT OR UPDATE", says=says, lock=lock)


def frozen_when(table: str, condition: str, *, says: str, lock: str) -> Rules:
    """Rows for which `condition` (over OLD) holds can neither change nor go; `lock` as `refuse_when` has it."""
    one = refuse_when(table, f"{table}_frozen_change", condition, on="UPDATE", says=says, lock=lock)
    two = refuse_when(table, f"{table}_frozen_removal", condition, on="DELETE", says=says, lock=lock)
    return {dialect: one[dialect] + two[dialect] for dialect in one}


def create_rules(connection: Connection, rules: Rules) -> None:
    for statement in rules[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def declare(table: FromClause, *rules: Rules) -> None:
    """Lay the rules down whenever the table is created from its model."""
    for rule in rules:
        event.listen(
            table, "after_create", lambda _t, connection, rule=rule, **_: create_rules(connection, rule)
        )
