"""Cards and labels that a maker prints for the shelves its goods stand on."""

from marketplace.web.trade_pages.shelf_prints import PAGES
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)
