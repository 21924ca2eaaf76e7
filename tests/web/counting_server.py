"""The program as it is served, in more of a hurry to write down what was looked at."""

from marketplace.web import views
from tests.dated import app

views.EVERY = 0.2

__all__ = ["app"]
