"""The secret key is generated once, readable by its owner only."""

import stat

from coworking.server.secret_key import load_or_create


def test_the_key_is_generated_once(tmp_path):
    path = tmp_path / "var" / "secret_key"
    key = load_or_create(path)
    assert len(key) >= 50
    assert load_or_create(path) == key
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def test_two_installations_have_two_keys(tmp_path):
    assert load_or_create(tmp_path / "one") != load_or_create(tmp_path / "other")


def test_only_the_owner_can_read_it(tmp_path):
    path = tmp_path / "secret_key"
    load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_key_is_not_replaced(tmp_path):
    path = tmp_path / "secret_key"
    path.write_text("chosen by the operator\n")
    assert load_or_create(path) == "chosen by the operator"
