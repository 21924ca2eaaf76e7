"""Goods that the shop gives back: chosen from what it still has of a maker; the maker answers."""

from marketplace.web.trade_pages.returns import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
