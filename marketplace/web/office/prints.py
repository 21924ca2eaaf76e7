"""Papers of any trade, for officials who look on."""

from marketplace.web.trade_pages.prints import PAGES
from marketplace.web.trade_pages.sides import OFFICE

bp = PAGES.blueprint(OFFICE)
