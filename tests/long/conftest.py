from tests.browser.conftest import demo_pattern, shared_folder
from tests.journeys.conftest import app, city, people, rows

__all__ = ["app", "city", "demo_pattern", "people", "rows", "shared_folder"]
