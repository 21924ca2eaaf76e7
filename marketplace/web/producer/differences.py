"""What a shop took or counted otherwise than the maker wrote."""

from marketplace.web.trade_pages.differences import PAGES
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)
