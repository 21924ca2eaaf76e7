"""Builders of the rules that revisions 0001 to 0005 lay down, with the texts of that time.

Frozen: an old revision does today what it did when it was released. A later one writes its texts out.
"""

from sqlalchemy import Connection

Rules = dict[str, list[str]]  # dialect -> statements


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


def refuse_when(table: str, name: str, condition: str, *, on: str, says: str, in_turn: bool = True) -> Rules:
    """Refuse a row for which `condition` (SQL over NEW and OLD, true on both databases) holds.

    `on` is "INSERT", "UPDATE", "DELETE" or a list of them such as "INSERT OR UPDATE". On PostgreSQL rows of the
    same table are checked one writer after the other, so that two transactions cannot pass side by side; `in_turn`
    is False where the condition looks at rows that never change and never go.
    """
    lock = f" PERFORM pg_advisory_xact_lock(hashtext('{name}'));" if in_turn else ""
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
    """No two rows with the same `key` (a comma-separated list, may be empty) hold on the same day.

    `start` and `end` are SQL over columns written as `{row}.column`; a NULL start or end is open. `where` says which
    rows count, likewise.
    """

    def over(row: str, text: str) -> str:
        return text.replace("{row}", row)

    same = "".join(f" AND o.{column.strip()} = NEW.{column.strip()}" for column in key.split(",") if column)
    condition = (
        f"({over('NEW', where)}) AND EXISTS (SELECT 1 FROM {table} o WHERE o.id <> COALESCE(NEW.id, -1)"
        f" AND ({over('o', where)}){same}"
        f" AND COALESCE({over('o', start)}, '0001-01-01') <= COALESCE({over('NEW', end)}, '9999-12-31')"
        f" AND COALESCE({over('NEW', start)}, '0001-01-01') <= COALESCE({over('o', end)}, '9999-12-31'))"
    )
    name = name or f"{table}_no_overlap"
    return refuse_when(table, name, condition, on="INSERT OR UPDATE", says=f"{table}: overlaps another row")


def frozen_when(table: str, condition: str, *, says: str, name: str | None = None) -> Rules:
    """Rows for which `condition` (over OLD) holds can neither change nor go."""
    name = name or f"{table}_frozen"
    one = refuse_when(table, f"{name}_change", condition, on="UPDATE", says=says)
    two = refuse_when(table, f"{name}_removal", condition, on="DELETE", says=says)
    return {dialect: one[dialect] + two[dialect] for dialect in one}


def lay_down(connection: Connection, rules: Rules) -> None:
    for statement in rules[connection.dialect.name]:
        connection.exec_driver_sql(statement)
