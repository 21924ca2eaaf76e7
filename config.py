"""Every setting, typed, read from the environment once and handed down."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from marketplace.adapters.identifiers import phone
from marketplace.adapters.key_files import key_in
from marketplace.kernel.fingerprints import read_fingerprint

ROOT = Path(__file__).parent
DEMO_SECRET = "mb2-demo-secret-not-for-production"


class SettingsError(Exception):
    """A setting is missing, unknown, wrong or unsafe; the sentence names it and the fix."""


class Settings(BaseModel, frozen=True):
    """What the environment says as `MB2_…`; development needs none of it."""

    env: Literal["development", "demo", "production"] = "development"
    secret_key: str = ""
    instance: Path = ROOT / "instance"
    database_url: str = ""
    storage_url: str = ""
    queue: Literal["huey", "memory"] = "huey"
    search: Literal["whoosh", "postgres", "memory"] = "whoosh"
    mail_url: str = ""
    journal_heads_to: str = ""
    office_whatsapp: str = ""
    office_email: str = ""
    office_address: str = ""
    base_url: str = "http://127.0.0.1:8000"
    signing_key_file: Path | None = None
    sealing_key_file: Path | None = None
    push_key_file: Path | None = None
    push_local: str = ""
    office_keys: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = "https://api.stripe.com"
    log: Literal["text", "json"] = "text"
    proxies: int = Field(default=0, ge=0)
    rate_limits: bool = True

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: dict[str, object]) -> dict[str, object]:
        folder = Path(str(given.get("instance") or ROOT / "instance"))
        blanks = {
            "instance": folder,
            "database_url": f"sqlite:///{folder / 'mb2.db'}",
            "storage_url": f"file:{folder / 'files'}",
            "mail_url": f"file:{folder / 'mail'}",
            "signing_key_file": folder / "signing-key.pem",
            "sealing_key_file": folder / "sealing-key",
        }
        return blanks | {name: value for name, value in given.items() if value not in (None, "")}

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Settings:
        if self.env == "production":
            if len(self.secret_key) < 32 or self.secret_key == DEMO_SECRET:
                raise SettingsError("MB2_SECRET_KEY must be a secret of your own, at least 32 characters.")
            if not self.base_url.startswith("https://"):
                raise SettingsError("MB2_BASE_URL must start with https:// in production.")
            if self.push_local:
                raise SettingsError("MB2_PUSH_LOCAL is for tests; production sends to push services alone.")
        if not _is_web_address(self.base_url):
            raise SettingsError("MB2_BASE_URL must be an address such as https://mb2.example.")
        if not _is_database(self.database_url):
            raise SettingsError(
                "MB2_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://, and have a number as its port."
            )
        try:
            self.pinned()
        except ValueError as wrong:
            raise SettingsError(
                "MB2_OFFICE_KEYS must be fingerprints of public keys with commas between them, as"
                f" flask compliance keys prints them: {wrong}."
            ) from wrong
        if self.search == "postgres" and not self.database_url.startswith("postgresql"):
            raise SettingsError(
                "MB2_SEARCH=postgres searches in the database, so MB2_DATABASE_URL must start with postgresql."
            )
        if bool(self.stripe_secret_key) != bool(self.stripe_secrets):
            raise SettingsError(
                "MB2_STRIPE_SECRET_KEY and MB2_STRIPE_WEBHOOK_SECRET go together: set both or neither."
            )
        if not _is_web_address(self.stripe_api_base):
            raise SettingsError("MB2_STRIPE_API_BASE must be an address such as https://api.stripe.com.")
        if self.office_whatsapp and phone(self.office_whatsapp) is None:
            raise SettingsError("MB2_OFFICE_WHATSAPP must be a phone number such as 0812-3456-7890.")
        if self.office_email and "@" not in self.office_email:
            raise SettingsError("MB2_OFFICE_EMAIL must be a mail address.")
        if any("@" not in address for address in self.heads_to):
            raise SettingsError("MB2_JOURNAL_HEADS_TO must be mail addresses with commas between them.")
        return self

    @property
    def heads_to(self) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self.journal_heads_to.split(","))))

    @property
    def stripe_secrets(self) -> tuple[str, ...]:
        """What messages of Stripe may be signed with; two while one follows the other."""
        return tuple(filter(None, map(str.strip, self.stripe_webhook_secret.split(","))))

    @property
    def production(self) -> bool:
        return self.env == "production"

    def pinned(self) -> tuple[str, ...]:
        """Fingerprints of the keys that the office says are its own. Raises ValueError."""
        return tuple(read_fingerprint(one) for one in self.office_keys.split(",") if one.strip())

    def secret(self) -> str:
        """The given key, or one made at first start and kept readable by its owner alone. Raises SettingsError."""
        if self.secret_key:
            return self.secret_key
        file = self.instance / "secret-key"
        try:
            return key_in(file, lambda: secrets.token_urlsafe(48).encode()).decode()
        except (OSError, UnicodeDecodeError) as wrong:
            raise SettingsError(f"MB2_SECRET_KEY is not set, and {file} cannot hold it: {wrong}.") from wrong

    def make_instance(self) -> None:
        """The folder of all that the program writes. Raises SettingsError."""
        try:
            self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as wrong:
            raise SettingsError(
                f"MB2_INSTANCE: the folder {self.instance} cannot be made: {wrong.strerror}."
            ) from wrong

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """MB2_SECRET_KEY, MB2_DATABASE_URL and so on. Raises SettingsError, also for a name that is none of them."""
        given = {
            name.removeprefix("MB2_").lower(): value for name, value in env.items() if name.startswith("MB2_")
        }
        for name in sorted(given.keys() - cls.model_fields.keys()):
            [nearest] = get_close_matches(name, cls.model_fields, n=1, cutoff=0)
            raise SettingsError(
                f"{_spelled(name)} is no setting; the nearest is {_spelled(nearest)}. .env.example lists them all."
            )
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            # Only names, numbers and switches can be wrong so: no secret is repeated here.
            said = [f"{_spelled(*one['loc'])} is {one['input']!r}: {one['msg']}." for one in wrong.errors()]
            raise SettingsError(" ".join(said)) from None


def _spelled(*name: int | str) -> str:
    return "_".join(["MB2", *map(str, name)]).upper()


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_database(url: str) -> bool:
    try:
        place = make_url(url)
    except (ArgumentError, ValueError):
        return False
    return place.drivername == "postgresql+psycopg" or (place.drivername == "sqlite" and not place.host)
