"""Cards and labels that a shop prints for what it buys from makers of Metro."""

from marketplace.web.trade_pages.shelf_prints import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
