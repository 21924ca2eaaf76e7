"""A family of pages is registered once per side, with the addresses and for the people of that side."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from flask import Flask

from marketplace.web import trade_pages
from marketplace.web.access import PARTNER, PRODUCER
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages

MODULES = [import_module(f"{trade_pages.__name__}.{one.name}") for one in iter_modules(trade_pages.__path__)]
FAMILIES = [module.PAGES for module in MODULES if hasattr(module, "PAGES")]


def views_of(app, blueprint):
    return {name: view for name, view in app.view_functions.items() if name.startswith(f"{blueprint}.")}


@pytest.mark.parametrize("pages", FAMILIES, ids=lambda pages: pages.name)
@pytest.mark.parametrize("side, who", [(MAKER, PRODUCER), (SHOP, PARTNER)])
def test_every_family_stands_behind_both_doors_for_the_people_of_each(app, pages, side, who):
    alone = Flask("alone")
    alone.register_blueprint(pages.blueprint(side))
    shared = views_of(alone, f"{side.door}_{pages.name}")

    views = views_of(app, f"{side.door}_{pages.name}")
    assert shared and shared.keys() <= views.keys()
    assert {view.may for view in views.values()} == {who}


def test_a_view_is_given_its_side_at_the_address_of_that_side():
    pages, app = Pages("things"), Flask("alone")

    @pages.get("/things/<one>", shop="/goods/<one>")
    def show(side, one):
        return f"{side.door} {one}"

    app.register_blueprint(pages.blueprint(MAKER))
    app.register_blueprint(pages.blueprint(SHOP))

    assert app.test_client().get("/things/a").text == "producer a"
    assert app.test_client().get("/goods/b").text == "partner b"
    with app.test_request_context():
        assert (MAKER.url("things.show", one="c"), SHOP.url("things.show", one="d")) == (
            "/things/c",
            "/goods/d",
        )
