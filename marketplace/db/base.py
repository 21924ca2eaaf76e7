"""The declarative base. Plain SQLAlchemy: nothing here knows Flask."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Any, dataclass_transform

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship

from marketplace.kernel import ids
from marketplace.kernel.money import Rupiah


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment: aware on the way in, aware on the way out."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        ids.UserId: sa.Integer(),
        ids.OrganisationId: sa.Integer(),
        ids.OutletId: sa.Integer(),
        ids.AttachmentId: sa.Integer(),
        ids.ProductId: sa.Integer(),
        ids.VariantId: sa.Integer(),
        ids.CategoryId: sa.Integer(),
        ids.OrderId: sa.Integer(),
        ids.HandoverId: sa.Integer(),
        ids.PurchaseId: sa.Integer(),
        ids.CircularId: sa.Integer(),
        ids.ClauseId: sa.Integer(),
        Rupiah: sa.BigInteger(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        Enum: sa.Enum(Enum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]),
    }
