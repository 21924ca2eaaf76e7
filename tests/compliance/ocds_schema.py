"""Holds a value against a schema of the kind that OCDS publishes: draft 4, as far as its schemas go."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "ocds"
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
FORMS = {"date-time": MOMENT, "uri": URI, "email": re.compile(r"\S+@\S+")}


def schema(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


RELEASE, PACKAGE = schema("release-schema"), schema("release-package-schema")


def faults(value, given=PACKAGE, root=PACKAGE, at="package"):
    """Where a value differs from its schema, in words; empty where it holds."""
    if "$ref" in given:
        return faults(value, *resolved(given["$ref"], root), at)
    types = given.get("type", list(TYPES))
    types = types if isinstance(types, list) else [types]
    if not any(is_of(value, one) for one in types):
        return [f"{at}: {value!r} is none of {types}"]
    found = [] if value in given.get("enum", [value]) else [f"{at}: {value!r} is none of {given['enum']}"]
    if isinstance(value, str):
        found += text_faults(value, given, at)
    elif isinstance(value, list):
        found += list_faults(value, given, root, at)
    elif isinstance(value, dict):
        found += [f"{at}: {name} is missing" for name in given.get("required", ()) if name not in value]
        for name, part in value.items():
            for wanted in wanted_of(name, given):
                found += faults(part, wanted, root, f"{at}.{name}")
    return found


def wanted_of(name, given):
    if name in given.get("properties", {}):
        return [given["properties"][name]]
    return [one for form, one in given.get("patternProperties", {}).items() if re.search(form, name)]


def is_of(value, word):
    return isinstance(value, TYPES[word]) and not (isinstance(value, bool) and word in ("integer", "number"))


def text_faults(value, given, at):
    found = []
    if len(value) < given.get("minLength", 0):
        found.append(f"{at}: {value!r} is too short")
    if "pattern" in given and not re.search(given["pattern"], value):
        found.append(f"{at}: {value!r} is not of the form {given['pattern']}")
    if given.get("format") in FORMS and not FORMS[given["format"]].fullmatch(value):
        found.append(f"{at}: {value!r} is no {given['format']}")
    return found


def list_faults(value, given, root, at):
    found = [] if len(value) >= given.get("minItems", 0) else [f"{at}: too few"]
    texts = [json.dumps(one, sort_keys=True) for one in value]
    if given.get("uniqueItems") and len(set(texts)) < len(texts):
        found.append(f"{at}: not unique")
    for place, one in enumerate(value):
        found += faults(one, given.get("items", {}), root, f"{at}[{place}]")
    return found


def resolved(ref, root):
    if ref.endswith("/release-schema.json"):
        return RELEASE, RELEASE
    part = root
    for name in ref.removeprefix("#/").split("/"):
        part = part[name]
    return part, root
