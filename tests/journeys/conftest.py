"""Stories told through HTTP in the small city, which is loaded once for them and for the browser's tests."""

from tests.browser.conftest import demo_pattern, shared_folder

__all__ = ["demo_pattern", "shared_folder"]
