"""Settings: defaults, then the file, then the environment; everything wrong is said with its place."""

import tomllib
from pathlib import Path

import pytest

from chat_server.settings import TABLE, Settings, SettingsError, example_toml, load, settings_md


def from_file(folder: Path, text: str, **environment: str) -> Settings:
    file = folder / "chat-server.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environment)


def refusal(folder: Path, text: str = "", **environment: str) -> str:
    with pytest.raises(SettingsError) as refused:
        from_file(folder, text, **environment)
    return str(refused.value)


def test_with_nothing_configured_the_defaults_hold() -> None:
    settings = load(None, {})
    assert dict(settings.values) == {setting.name: setting.default for setting in TABLE}
    assert set(settings.sources.values()) == {"default"}
    assert (settings.text("host"), settings.number("port"), settings.path("var_dir")) == (
        "127.0.0.1",
        8080,
        Path("var"),
    )
    assert (settings.flag("secure_cookies"), settings.texts("allowed_origins")) == (False, ())


def test_a_file_sets_every_kind_of_value(tmp_path: Path) -> None:
    settings = from_file(
        tmp_path,
        'port = 9000\nhost = "192.0.2.1"\nsecure_cookies = true\n'
        'allowed_origins = ["https://a.example", "https://b.example"]\n',
    )
    assert (settings.number("port"), settings.text("host"), settings.flag("secure_cookies")) == (
        9000,
        "192.0.2.1",
        True,
    )
    assert settings.texts("allowed_origins") == ("https://a.example", "https://b.example")
    assert settings.sources["port"] == str(tmp_path / "chat-server.toml")
    assert settings.sources["brand"] == "default"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = from_file(tmp_path, "port = 9000\nreopen_days = 3\n", CHAT_PORT="9001")
    assert (settings.number("port"), settings.sources["port"]) == (9001, "CHAT_PORT")
    assert settings.number("reopen_days") == 3


def test_the_environment_sets_every_kind_of_value() -> None:
    settings = load(
        None,
        {
            "CHAT_HOST": "192.0.2.1",
            "CHAT_PORT": "1",
            "CHAT_SECURE_COOKIES": "True",
            "CHAT_ALLOWED_ORIGINS": " https://a.example, ,https://b.example ",
            "CHAT_UNKNOWN": "is somebody else's",
        },
    )
    assert (settings.text("host"), settings.number("port"), settings.flag("secure_cookies")) == ("192.0.2.1", 1, True)
    assert settings.texts("allowed_origins") == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(("text", "share"), [("0", 0.0), ("0.05", 0.05), (".5", 0.5), ("1", 1.0), ("1.0", 1.0)])
def test_a_share_is_a_number_from_0_to_1(tmp_path: Path, text: str, share: float) -> None:
    assert load(None, {"CHAT_HOLDOUT_SHARE": text}).share("holdout_share") == share
    if not text.startswith("."):  # TOML wants the nought
        assert from_file(tmp_path, f"holdout_share = {text}\n").share("holdout_share") == share


@pytest.mark.parametrize("text", ["5", "-0.1", "1.01", "nan", "inf", "5%", "a few"])
def test_another_share_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"CHAT_HOLDOUT_SHARE must be a number from 0 to 1, such as 0\.05"):
        load(None, {"CHAT_HOLDOUT_SHARE": text})


@pytest.mark.parametrize("text", ["true", '"0.1"', "nan", "2"])
def test_another_share_in_a_file_is_refused(tmp_path: Path, text: str) -> None:
    assert "holdout_share must be a number from 0 to 1" in refusal(tmp_path, f"holdout_share = {text}\n")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("FALSE", False), ("0", False)])
def test_yes_and_no_in_the_environment(text: str, *, value: bool) -> None:
    assert load(None, {"CHAT_SECURE_COOKIES": text}).flag("secure_cookies") is value


def test_an_empty_variable_is_none() -> None:
    settings = load(None, {"CHAT_PORT": "", "CHAT_BRAND": ""})
    assert (settings.number("port"), settings.sources["brand"]) == (8080, "default")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 9000", "'prot'"),
        ('port = "9000"', "port must be a whole number"),
        ("port = 9000.5", "port must be a whole number"),
        ("port = true", "port must be a whole number"),
        ("port = -1", "port must not be negative"),
        ("host = 127", "host must be a text"),
        ("secure_cookies = 1", "secure_cookies must be true or false"),
        ('secure_cookies = "true"', "secure_cookies must be true or false"),
        ('allowed_origins = "https://a.example"', "allowed_origins must be a list"),
        ("allowed_origins = [1]", "allowed_origins must be a list"),
        ("[port]\nnumber = 1", "port must be a whole number"),
        ("port = ", "not valid TOML"),
        ("port = 1\nport = 2", "not valid TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    message = refusal(tmp_path, text)
    assert said in message
    assert "chat-server.toml" in message


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("CHAT_PORT", "many"),
        ("CHAT_PORT", "-1"),
        ("CHAT_PORT", "1.5"),
        ("CHAT_PORT", "١"),
        ("CHAT_PORT", " 1"),
        ("CHAT_SECURE_COOKIES", "yes"),
        ("CHAT_SECURE_COOKIES", "2"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_with_its_name(tmp_path: Path, variable: str, text: str) -> None:
    message = refusal(tmp_path, **{variable: text})
    assert variable in message
    assert text in message


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "missing.toml", {})
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path, {})
    (tmp_path / "latin.toml").write_bytes('brand = "Ñandú"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(tmp_path / "latin.toml", {})


def test_asking_for_another_type_is_a_mistake_of_ours() -> None:
    settings = load(None, {})
    for ask in (settings.number, settings.flag, settings.texts):
        with pytest.raises(SettingsError, match="host"):
            ask("host")
    with pytest.raises(SettingsError, match="port"):
        settings.text("port")


def test_the_example_is_a_valid_file_with_every_default(tmp_path: Path) -> None:
    assert tomllib.loads(example_toml()) == {}, "everything is commented out"
    uncommented = "\n".join(
        line.removeprefix("# ") for line in example_toml().splitlines() if line.startswith("# ") and " = " in line
    )
    settings = from_file(tmp_path, uncommented)
    assert dict(settings.values) == {setting.name: setting.default for setting in TABLE}
    assert set(settings.sources.values()) == {str(tmp_path / "chat-server.toml")}


def test_every_setting_is_documented_with_its_variable() -> None:
    for setting in TABLE:
        assert f"| `{setting.name}` | `CHAT_{setting.name.upper()}` |" in settings_md()
        assert setting.meaning in settings_md()


def test_names_are_unique() -> None:
    assert len({setting.name for setting in TABLE}) == len(TABLE)
