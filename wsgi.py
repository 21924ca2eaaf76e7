"""What a server and the `flask` command start from."""

from config import Settings
from marketplace.app import create_app

app = create_app(Settings.from_env())
