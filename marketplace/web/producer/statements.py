"""What a shop owes the maker, month by month."""

from marketplace.web.trade_pages.sides import MAKER
from marketplace.web.trade_pages.statements import PAGES

bp = PAGES.blueprint(MAKER)
