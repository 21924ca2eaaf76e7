"""What a phone is told that installs MB2."""

import json


def test_the_manifest_names_pictures_that_are_there(stranger):
    answer = stranger.open("/app.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["short_name"], manifest["start_url"], manifest["display"]) == ("MB2", "/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        picture = stranger.open(icon["src"])
        assert (picture.status_code, picture.mimetype) == (200, "image/png")


def test_the_service_worker_is_served_from_the_root(stranger):
    answer = stranger.open("/offline.js")

    assert answer.status_code == 200
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert "addEventListener" in answer.text
