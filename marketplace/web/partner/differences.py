"""What a maker says came back otherwise than the shop wrote."""

from marketplace.web.trade_pages.differences import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
