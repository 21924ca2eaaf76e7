"""What processes that tests start run instead of wsgi.py: the same program, on the day of the tests."""

from tests import compiled
from tests.day import start
from wsgi import app

__all__ = ["app", "compiled"]

start()
