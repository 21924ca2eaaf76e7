"""Holds open data against the schema that OCDS published, by jsonschema."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource

FOLDER = Path(__file__).parents[1] / "data" / "ocds"
RELEASE, PACKAGE = (
    json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    for name in ("release-schema", "release-package-schema")
)
NAMED = PACKAGE["properties"]["releases"]["items"][
    "$ref"
]  # by this address a package names the schema of a release
RELEASES = Resource.from_contents(RELEASE)
REGISTRY = Registry().with_resources([(NAMED, RELEASES), (RELEASE["id"], RELEASES)])
FORMS = FormatChecker(formats=())  # the two that the schemas ask for; jsonschema has none of them by itself


@FORMS.checks("date-time", raises=ValueError)
def is_moment(value):
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


@FORMS.checks("uri", raises=ValueError)
def is_uri(value):
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


def faults(value, schema=PACKAGE):
    """Where a value differs from its schema, in words; empty where it holds."""
    Draft4Validator.check_schema(schema)
    found = Draft4Validator(schema, registry=REGISTRY, format_checker=FORMS).iter_errors(value)
    return [f"{one.json_path}: {one.message}" for one in found]
