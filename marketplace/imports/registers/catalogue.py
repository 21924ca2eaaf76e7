"""What a register's words are looked up in: the same as what is typed by hand."""

from marketplace.purchases.known import Catalogue, KnownMaker, KnownProduct

__all__ = ["Catalogue", "KnownMaker", "KnownProduct"]
