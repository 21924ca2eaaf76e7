"""On the whole program."""

from marketplace.web.access import who_may


def test_every_line_of_every_menu_leads_to_a_page(app):
    endpoints = {item.endpoint for menu in app.extensions["menus"].values() for item in menu}

    assert endpoints <= set(app.view_functions)


def test_every_view_says_who_may_open_it(app):
    with app.app_context():
        assert {endpoint for endpoint in app.view_functions if who_may(endpoint) is None} == set()
