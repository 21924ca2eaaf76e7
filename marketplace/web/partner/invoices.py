"""Bills of makers, as the shop reads and prints them."""

from marketplace.web.trade_pages.invoices import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
