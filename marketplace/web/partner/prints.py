"""Papers of the shop's orders and handovers, to print."""

from marketplace.web.trade_pages.prints import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
