"""Files in an S3-compatible store. What the store acknowledged is its promise to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl, urlsplit

from obstore.exceptions import NotFoundError
from obstore.store import ObjectStore, S3Store

from marketplace.adapters.storage.keys import checked
from marketplace.ports.storage import NotStored

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config


class ObstoreStorage:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def on_s3(cls, url: str) -> Self:
        """`s3://bucket/prefix?endpoint=https://host&region=id-1`; AWS_ACCESS_KEY_ID and so on say who asks.

        Raises ValueError where it names no bucket, or an endpoint that is no address.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        endpoint = urlsplit(options.get("endpoint", "https://amazonaws.com"))
        if not parts.netloc or endpoint.scheme not in ("http", "https") or not endpoint.hostname:
            raise ValueError("no bucket, or no endpoint")
        config: S3Config = {"virtual_hosted_style_request": "endpoint" not in options}
        if "endpoint" in options:
            config["endpoint"] = options["endpoint"]
        if "region" in options:
            config["region"] = options["region"]
        line: ClientConfig = {"allow_http": options.get("endpoint", "").startswith("http://")}
        prefix = parts.path.strip("/") or None
        return cls(S3Store(parts.netloc, prefix=prefix, config=config, client_options=line))

    def put(self, key: str, content: bytes) -> None:
        self._store.put(checked(key), content)

    def get(self, key: str) -> bytes:
        try:
            return bytes(self._store.get(checked(key)).bytes())
        except (FileNotFoundError, NotFoundError) as missing:
            raise NotStored(key) from missing

    def exists(self, key: str) -> bool:
        try:
            self._store.head(checked(key))
        except (FileNotFoundError, NotFoundError):
            return False
        return True

    def remove(self, key: str) -> None:
        if self.exists(key):
            self._store.delete(checked(key))

    def check_room(self) -> None:
        """Whether the store answers; how much it still takes, it does not say."""
        self.exists("readyz")
