"""What a server and the `flask` command start from."""

from config import Settings
from marketplace.app import create_app
from marketplace.web.views import write_beside

app = create_app(Settings.from_env())
write_beside(app)
