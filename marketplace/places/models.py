"""The city, its five kecamatan and twenty-two kelurahan (Kepmendagri 300.2.2-2138/2025), and days off work."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.seals import seal


class Region(Base):
    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)  # 18.72.04.1003
    level: Mapped[str]  # kota, kecamatan, kelurahan
    name: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    postal_code: Mapped[str | None]


class Holiday(Base):
    """A national holiday: no working day. Deadlines that run already keep their day."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    confirmed: Mapped[bool] = mapped_column(default=False)


seal(Region)
seal(Holiday)
