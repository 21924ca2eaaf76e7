"""What officials did on behalf of this business."""

from marketplace.web.trade_pages.representations import PAGES
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)
