import pytest

from marketplace.web.redirects import local_path


@pytest.mark.parametrize(
    "path", ["/", "/catalog?q=a&page=2", "/a/b#c", "/account/recover/x-y_z", "/a?next=https://b"]
)
def test_a_path_of_ours_is_kept(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "catalog",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/a\\b",
        "\t//evil.example",
        "/\n/evil.example",
        "/ evil",
        "javascript:alert(1)",
        "/\x7f",
        "data:text/html,x",
    ],
)
def test_anything_else_is_nothing(elsewhere):
    assert local_path(elsewhere) is None
