"""What passes between makers and the shop: deliveries and rounds to agree to, returns that it wrote."""

from marketplace.web.trade_pages.handovers import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
