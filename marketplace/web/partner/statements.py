"""What the shop owes a maker, month by month."""

from marketplace.web.trade_pages.sides import SHOP
from marketplace.web.trade_pages.statements import PAGES

bp = PAGES.blueprint(SHOP)
