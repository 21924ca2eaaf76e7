"""Lists, declared: what a row holds, how the list is narrowed and sorted, and which columns a file of it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import (
    Any,
    ClassVar,
    Generic,
    Self,
    TypeAlias,
    TypeVar,
    dataclass_transform,
    get_args,
    overload,
)

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from marketplace.db.keyset import START, ListPage, PageStart, Sort
from marketplace.kernel.labels import Label
from marketplace.kernel.paging import Page
from marketplace.ports.sheets import Column

T = TypeVar("T")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
SIZE = 25
MOST_COUNTED = 1_000  # for lists that may be very long


@dataclass(frozen=True)
class _Column:
    sql: Any
    head: Column | None
    summed: bool

    def of(self, listing: Any) -> Any:
        return self.sql(listing) if callable(self.sql) else self.sql


class _Cell(property):
    head: Column | None = None
    summed = False


@overload
def col(sql: SQLColumnExpression[T], head: Column | None = None, *, summed: bool = False) -> T: ...
@overload
def col(
    sql: Callable[[Any], SQLColumnExpression[T]], head: Column | None = None, *, summed: bool = False
) -> T: ...
def col(sql: Any, head: Column | None = None, *, summed: bool = False) -> Any:
    """A value of a row. `sql` may be a function of the list, where a filter such as the day is part of it.

    With a `head` it is a column of the file, in the order of the class; `summed` adds it up at the end.
    """
    return _Column(sql, head, summed)


def maybe(sql: SQLColumnExpression[T], head: Column | None = None) -> T | None:
    """`col` of an outer join: None where there is nothing to join."""
    return col(sql, head)


def cell(head: Column, *, summed: bool = False) -> Callable[[Callable[[Any], T]], T]:
    """A property of a row that is a column of the file."""

    def of(method: Callable[[Any], T]) -> Any:
        found = _Cell(method)
        found.head, found.summed = head, summed
        return found

    return of


class Row:
    """A row of a list: a class whose attributes are `col`s. Its values are found by name."""

    columns: ClassVar[Mapping[str, _Column]] = {}
    heads: ClassVar[Mapping[str, Column]] = {}
    sums: ClassVar[Sequence[str]] = ()

    def __init_subclass__(cls) -> None:
        own = vars(cls).items()
        columns = {name: one for name, one in own if isinstance(one, _Column)}
        shown = {name: one for name, one in own if isinstance(one, _Column | _Cell) and one.head}
        cls.columns = {**cls.columns, **columns}
        cls.heads = {**cls.heads, **{name: one.head for name, one in shown.items() if one.head}}
        cls.sums = [*cls.sums, *(name for name, one in shown.items() if one.summed)]

    def __init__(self, **values: Any) -> None:
        if values.keys() != self.columns.keys():
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.columns)}")
        self.__dict__.update(values)

    @classmethod
    def of(cls, *values: Any) -> Self:
        """From what a select of the columns found."""
        row = cls.__new__(cls)
        row.__dict__.update(zip(cls.columns, values, strict=True))
        return row

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


R = TypeVar("R", bound=Row)


def by(*columns: Any, down: bool = False) -> Sort:
    return Sort(columns, down)


def required(rule: Any) -> Any:
    """A filter that must be given, as whose list it is; it also holds for the row a page begins at.

    Unlike `where` it narrows whatever is given: None and "" find nothing.
    """
    return field(metadata={"rule": rule, "own": True, "required": True})


def where(rule: Any = None, *, arg: str = "", own: bool = False, default: Any = None) -> Any:
    """A filter: a column that has to equal the value, or a function from the value to a condition.

    None, False and "" narrow nothing. `arg` is its name in an address; without one no address can set it.
    """
    return field(default=default, metadata={"rule": rule, "arg": arg, "own": own})


def contains(words: str, *columns: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether any of these columns has the words, in whatever letters."""
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(required,))
@dataclass(frozen=True, kw_only=True)
class Listing(Generic[R]):
    """A list of `Row`s. Subclasses are frozen dataclasses whose fields are the filters."""

    row: ClassVar[type[Any]] = Row
    sort: ClassVar[Sort]
    source: ClassVar[Any] = None  # what the columns are joined from, where it is more than one table
    base: ClassVar[Any] = None  # the one table that all filters and sorts need, where that is less
    always: ClassVar[Sequence[ColumnElement[bool]]] = ()
    named_by: ClassVar[str] = ""  # the column that names a row in addresses; else public_id, else id
    most_counted: ClassVar[int | None] = None
    sheet: ClassVar[str] = ""  # what the table of a file is called
    too_many: ClassVar[Label] = Label("")  # what is said when there is too much for a file; else all goes in

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        for given in vars(cls).get("__orig_bases__", ()):
            cls.row = next((one for one in get_args(given) if isinstance(one, type)), cls.row)
        known = cls.row.columns
        cls.named_by = cls.named_by or next((one for one in ("public_id", "id") if one in known), "")

    def joins(self) -> Any:
        return self.source

    def order(self) -> Sort:
        return self.sort

    def more(self) -> Iterable[ColumnElement[bool]]:
        """Conditions that take more than one filter; for subclasses."""
        return ()

    def whose(self) -> Iterable[ColumnElement[bool]]:
        """The same of conditions that say whose list it is."""
        return ()

    def rules(self, *, own: bool = False) -> Iterator[ColumnElement[bool]]:
        for one in fields(self):
            rule, value = one.metadata.get("rule"), getattr(self, one.name)
            given = one.metadata.get("required") or (value is not None and value is not False and value != "")
            if rule is not None and given and (one.metadata["own"] or not own):
                yield rule(value) if callable(rule) else rule == value
        yield from self.whose()
        if not own:
            yield from (*self.always, *self.more())

    def select(self) -> Select[Any]:
        """All rows in their order, each value labelled with its name."""
        return self._columns().where(*self.rules()).order_by(*self.order().clauses())

    def ids(self) -> Select[Any]:
        """The same rows, their ids only."""
        return self._ids().where(*self.rules()).order_by(*self.order().clauses())

    def rows(
        self, session: Session, *also: ColumnElement[bool], by: Sort | None = None, limit: int | None = None
    ) -> list[R]:
        """All of them, or the first; `also` narrows further and `by` sorts otherwise."""
        return self._found(session, (*self.rules(), *also), by or self.order(), limit=limit)

    def one(self, session: Session) -> R | None:
        """The only row, or None where there is none or more than one."""
        found = self.rows(session, limit=2)
        return found[0] if len(found) == 1 else None

    def count(self, session: Session, *, most: int | None = None) -> int:
        ids = self._ids().where(*self.rules())
        counted = (
            ids.with_only_columns(func.count(), maintain_column_froms=True)
            if most is None
            else select(func.count()).select_from(ids.limit(most).subquery())
        )
        return session.scalar(counted) or 0

    def page(
        self, session: Session, place: PageStart = START, *, size: int = SIZE, total: int | None = None
    ) -> ListPage[R]:
        """By key, so that the last page costs what the first one does. A row that is gone leads to the first page.

        Where nothing is left behind it any more, it is the last page. Whoever has counted them says the `total`.
        """
        at = self._key_of(session, place.name) if place.name else None
        back = place.end or (at is not None and bool(place.before))
        sort = self.order()
        beyond = () if at is None else (sort.beyond(at, back=back),)
        found = self._found(session, (*self.rules(), *beyond), sort, back=back, limit=size + 1)
        full, rows = len(found) > size, found[:size]
        short = not full if back else not found
        if at is not None and short:  # the first page is a whole one, and the last one has something
            return self.page(session, PageStart(end=not back), size=size, total=total)
        if total is None:
            total = self.count(session, most=self.most_counted and self.most_counted + 1)
        most = self.most_counted or total
        first, last = (not full, at is None) if back else (at is None, not full)
        rows = rows[::-1] if back else rows
        return ListPage(rows, min(total, most), total > most, first, last, self.named_by)

    def numbered(self, session: Session, number: int = 1, *, size: int = SIZE) -> Page[R]:
        """A page by its number, for what strangers and search engines read. Raises PastTheEnd."""
        total, start = self.count(session), (number - 1) * size
        rows = self._made(session, self.select().limit(size).offset(start)) if start < total else []
        return Page(rows, number, total, size)

    def _made(self, session: Session, query: Select[Any]) -> list[R]:
        return [self.row.of(*values) for values in session.execute(query)]

    def _found(
        self,
        session: Session,
        rules: Iterable[ColumnElement[bool]],
        sort: Sort,
        *,
        back: bool = False,
        limit: int | None = None,
    ) -> list[R]:
        order, query = sort.clauses(back=back), self._columns()
        if self.base is None or limit is None:
            query = query.where(*rules).limit(limit)
        else:  # so many ids are read off an index, and only theirs is joined
            query = query.where(sort.columns[-1].in_(self._ids().where(*rules).order_by(*order).limit(limit)))
        return self._made(session, query.order_by(*order))

    def _key_of(self, session: Session, name: str) -> Sequence[Any] | None:
        """Where the row of this name is, even if it is narrowed out by now; only among one's own."""
        column = self.row.columns[self.named_by].of(self)
        if column.type.python_type is int and not (name.isascii() and name.isdigit() and len(name) < 19):
            return None
        named = column == column.type.python_type(name)
        query = self._from(select(*self.order().columns)).where(named, *self.rules(own=True))
        return session.execute(query).one_or_none()

    def _columns(self) -> Select[Any]:
        return self._from(select(*(one.of(self).label(name) for name, one in self.row.columns.items())))

    def _ids(self) -> Select[Any]:
        query = select(self.order().columns[-1])
        return self._from(query) if self.base is None else query.select_from(self.base)

    def _from(self, query: Select[Any]) -> Select[Any]:
        joined = self.joins()
        return query if joined is None else query.select_from(joined)
