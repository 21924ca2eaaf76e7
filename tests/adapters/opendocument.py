"""Spreadsheets in OpenDocument, as LibreOffice saves them unless it is told otherwise."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
HIDDEN = (
    '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)
BELOW = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
LOCKED = (
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
)


def ods(*tables, kind=KIND, manifest=""):
    """A file with these tables, each as `table` writes it."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
        f"<office:automatic-styles>{HIDDEN}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f"{manifest}</manifest:manifest>",
        )
    return file.getvalue()


def table(rows, name="Data", *, hidden=False):
    """Rows of values, and below them those that nobody filled in; markup stands as it is."""
    written = "".join(
        row if isinstance(row, str) else f"<table:table-row>{cells(*row)}</table:table-row>" for row in rows
    )
    style = ' table:style-name="hidden"' if hidden else ""
    return f'<table:table table:name="{name}"{style}>{written}{BELOW}</table:table>'


def repeated(cell, times, rows=1):
    """A row that says one cell so many times, and itself too."""
    markup = cells(cell).replace(
        "<table:table-cell", f'<table:table-cell table:number-columns-repeated="{times}"'
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{markup}</table:table-row>'


def cells(*values):
    return "".join(_cell(value) for value in values)


def _cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
