"""Answers to forms that a page's script sends, and sends again after a lost connection (static/keeping.js)."""

from flask import Flask, Response, request

HEADER = "MB2-Keep"


def init_app(app: Flask) -> None:
    app.after_request(name_the_next_page)


def name_the_next_page(response: Response) -> Response:
    """A script cannot see where a redirect leads, and following it would use up the notices meant for the reader."""
    if HEADER in request.headers and "Location" in response.headers:
        response.status_code = 201
        response.set_data(b"")
    return response
