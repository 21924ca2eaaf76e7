"""Goods that a maker takes back from a shop outside of a round: written by the maker, answered by the shop."""

from marketplace.web.trade_pages.returns import PAGES
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)
