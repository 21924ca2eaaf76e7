from tests.browser.conftest import demo_pattern, shared_folder

__all__ = ["demo_pattern", "shared_folder"]
