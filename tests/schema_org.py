"""What a page tells search engines, read as browsers read microdata, held against what they ask of each kind."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

BASE = "http://127.0.0.1:8000"
SCHEMA = "https://schema.org/"
TEXT, ADDRESS = re.compile(r"\S.*", re.DOTALL), re.compile(BASE + r"/[\w/.?=-]*")
HAVING = re.compile(SCHEMA + "(InStock|BackOrder|OutOfStock)")  # values that Google's list of goods knows
ORGANISATION = {"Organization", "LocalBusiness"}

# Each kind: what it must say (Google's "required", and what makes it worth saying), and what it may; with what a
# value looks like, or of which kind the thing is that stands there.
GOODS = {
    "name": TEXT, "image": ADDRESS, "sku": re.compile(r"[\w./-]{1,50}"), "gtin": re.compile(r"\d{8}|\d{12,14}"),
    "offers": {"Offer"},
}  # fmt: skip
DESCRIBED = {
    "url": ADDRESS,
    "category": TEXT,
    "description": TEXT,
    "brand": ORGANISATION,
    "manufacturer": ORGANISATION,
}
BUSINESS = {"url": ADDRESS, "name": TEXT, "image": ADDRESS, "logo": ADDRESS, "description": TEXT}
KINDS = {
    "Product": ({"name", "sku", "offers"}, GOODS | DESCRIBED | {"size": TEXT}),
    "ProductGroup": (
        {"name", "url", "brand", "productGroupID", "variesBy", "hasVariant"},
        DESCRIBED
        | {"name": TEXT, "image": ADDRESS, "productGroupID": TEXT, "hasVariant": {"Product"}}
        | {"variesBy": re.compile(SCHEMA + "size")},
    ),
    "Offer": (
        {"price", "priceCurrency", "availability", "url"},
        {"price": re.compile(r"[1-9]\d*"), "priceCurrency": re.compile("IDR"), "availability": HAVING, "url": ADDRESS},
    ),
    "Organization": ({"name", "url"}, BUSINESS),
    "LocalBusiness": ({"name", "url", "address"}, BUSINESS | {"address": {"PostalAddress"}}),
    "PostalAddress": (
        {"addressLocality", "addressRegion", "addressCountry"},
        {"addressLocality": TEXT, "addressRegion": re.compile("Lampung"), "addressCountry": re.compile("ID")},
    ),
    "BreadcrumbList": ({"itemListElement"}, {"itemListElement": {"ListItem"}}),
    "ListItem": ({"name", "position"}, {"name": TEXT, "item": ADDRESS, "position": re.compile("[1-9]")}),
    "WebSite": (
        {"name", "url"},
        {"name": TEXT, "alternateName": TEXT, "url": ADDRESS, "publisher": {"GovernmentOrganization"}},
    ),
    "GovernmentOrganization": ({"name"}, {"name": TEXT}),
}  # fmt: skip

VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
ADDRESSES = {"a": "href", "link": "href", "img": "src"}


@dataclass
class Item:
    kind: str
    data: dict = field(default_factory=dict)

    def add(self, names, value):
        for name in names.split():
            self.data.setdefault(name, []).append(value)

    @property
    def name(self):
        return self.kind.removeprefix(SCHEMA)

    def one(self, name):
        [value] = self.data[name]
        return value

    @property
    def everything(self):
        """This item and all within it."""
        return [
            self,
            *(
                found
                for values in self.data.values()
                for value in values
                if isinstance(value, Item)
                for found in value.everything
            ),
        ]


@dataclass
class Open:
    """An element that is not closed yet: its item, if it has one, and where its text goes."""

    tag: str
    item: Item | None = None
    names: str = ""
    text: str = ""


class Reader(HTMLParser):
    def __init__(self, address):
        super().__init__()
        self.address, self.items, self._open = address, [], []

    def handle_starttag(self, tag, attrs):
        attrs, inside = dict(attrs), self._inside()
        names, element = attrs.get("itemprop", ""), Open(tag)
        assert not names or inside, f"{names} belongs to nothing"
        if "itemscope" in attrs:
            element.item = Item(attrs["itemtype"])
            inside.add(names, element.item) if names else self.items.append(element.item)
        elif tag in ADDRESSES and names:
            inside.add(names, urljoin(self.address, attrs[ADDRESSES[tag]]))
        elif "content" in attrs and names:
            inside.add(names, attrs["content"])
        else:
            element.names = names
        if tag not in VOID:
            self._open.append(element)

    def handle_data(self, data):
        for element in self._open:
            element.text += data if element.names else ""

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self._open):
            while (closed := self._open.pop()).tag != tag:
                pass
            if closed.names:
                self._inside().add(closed.names, closed.text.strip())

    def _inside(self):
        return next((element.item for element in reversed(self._open) if element.item), None)


def items_of(page, address):
    """Those of a page that nothing contains."""
    reader = Reader(address)
    reader.feed(page)
    return reader.items


def faults_of(item):
    """Where it does not say what its kind must, or says what nobody asks for."""
    kind = item.name
    if kind not in KINDS:
        return [f"nobody asks for a {item.kind}"]
    must, may = KINDS[kind]
    faults = [f"{kind} without {name}" for name in must - item.data.keys()]
    for name, values in item.data.items():
        look = may.get(name)
        for value in values:
            if look is None:
                faults.append(f"{kind} has no {name}")
            elif isinstance(look, set):
                faults += [] if value.name in look else [f"{name} is no {look}"]
            elif not isinstance(value, str) or not look.fullmatch(value):
                faults.append(f"{kind} says {name}: {value!r}")
    return faults
