"""Every setting in one table: name, type, default and what it is for.

Values come from a TOML file and from environment variables (`CHAT_` and the name in capitals), which win.
`docs/settings.md` and `chat-server.example.toml` are generated from the table.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
SettingValue = str | int | float | bool | tuple[str, ...]


class SettingsError(Exception):
    """A setting that cannot be used; the message says where it stands and what it should be."""


@dataclass(frozen=True)
class Setting:
    name: str
    default: SettingValue
    meaning: str
    secret: bool = False  # shown to nobody


TABLE: tuple[Setting, ...] = (
    Setting("var_dir", "var", "Folder for the SQLite file and the search index. Made at first start."),
    Setting("articles_dir", "articles", "Folder of the help centre's articles: `<locale>/<slug>.md`."),
    Setting(
        "policy_file", "", "TOML file with the support policy; empty: the one that ships, `chat_server/policy.toml`."
    ),
    Setting("host", "127.0.0.1", "Address to listen on; 0.0.0.0 for all."),
    Setting("port", 8080, "Port to listen on."),
    Setting("default_locale", "en", "Locale of readers whose own we do not have, and of the fallback articles."),
    Setting("allowed_origins", (), "Origins besides our own whose pages may embed the widget."),
    Setting("trust_forwarded_for", False, "Take the caller's address and host from a reverse proxy's headers."),
    Setting(
        "secure_cookies", False, "Send the console's cookie over https only, also when a proxy ends TLS before us."
    ),
    Setting("brand", "Parcelo", "Name of the platform, as the pages show it."),
    Setting("reopen_days", 7, "A reply this many days after resolving still reopens the conversation."),
    Setting(
        "agent_grace_s",
        60,
        "Chats of an agent whose browser or network is gone go back into the queue this many seconds after its "
        "presence has run out (15 s after the last tab closed, at most 60 s after it was last heard of).",
    ),
    Setting("session_days", 14, "Agents stay logged in this many days."),
    Setting("limit_messages_per_second", 5, "Messages one person may send a second, on average."),
    Setting("limit_suggestions_per_second", 4, "Suggestions one visitor may ask for a second, on average."),
    Setting("limit_new_visitors_per_minute", 120, "New visitors from one address a minute: a shop sits behind one."),
    Setting("limit_failed_logins_per_hour", 20, "Wrong passwords for one account an hour; right ones never count."),
    Setting("attachment_mb", 10, "Largest file that people may send along, in MB."),
    Setting("attachment_mb_per_hour", 100, "MB that one person may upload an hour, all files together."),
    Setting(
        "holdout_share",
        0.0,
        "Share of visitors, from 0 to 1, who see no suggestions but the way to people while somebody is there: "
        "what they do tells what suggestions are worth.",
    ),
    Setting(
        "public_url",
        "",
        "Address of this server as merchants reach it, for links in mails, such as `https://help.example.com`. Empty: "
        "host and port.",
    ),
    Setting("mail_from", "support@localhost", "Address that mails to merchants come from."),
    Setting(
        "mail_reply_domain",
        "",
        "Domain whose mail reaches us, by hook or IMAP: answers go to `reply+TOKEN@` it. Empty: merchants answer on "
        "the ticket's page only.",
    ),
    Setting(
        "mail_hook_secret",
        "",
        "What a mail server sends in `X-Mail-Secret` when it hands mails to `POST /api/mail/received`. Empty: no hook.",
        secret=True,
    ),
    Setting("smtp_host", "", "Mail server that takes our mails. Empty: they become files in `mails` below var_dir."),
    Setting("smtp_port", 587, "Its port."),
    Setting("smtp_security", "starttls", "`starttls`, `tls` from the first byte (port 465), or `none`."),
    Setting("smtp_user", "", "Account there; empty when it asks for none."),
    Setting("smtp_password", "", "Its password.", secret=True),
    Setting("imap_host", "", "Server with the mailbox that answers come into. Empty: no mailbox is looked at."),
    Setting("imap_port", 993, "Its port."),
    Setting("imap_security", "tls", "`tls`, `starttls`, or `none`."),
    Setting("imap_user", "", "The mailbox's account."),
    Setting("imap_password", "", "Its password.", secret=True),
    Setting("imap_folder", "INBOX", "Folder that is looked at. Mails stay there, marked as read."),
    Setting("imap_poll_s", 30, "Seconds between two looks into the mailbox."),
    Setting("log_format", "auto", "`json`, `text`, or `auto`: text on a terminal, JSON elsewhere."),
)
BY_NAME = {setting.name: setting for setting in TABLE}


@dataclass(frozen=True)
class Settings:
    """The values by name, with where each came from."""

    values: Mapping[str, SettingValue]
    sources: Mapping[str, str]

    def text(self, name: str) -> str:
        return _of(str, name, self.values[name])

    def number(self, name: str) -> int:
        return _of(int, name, self.values[name])

    def share(self, name: str) -> float:
        return _of(float, name, self.values[name])

    def flag(self, name: str) -> bool:
        return _of(bool, name, self.values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values[name]
        if not isinstance(value, tuple):
            raise SettingsError(f"{name} must be a list of texts")
        return value

    def path(self, name: str) -> Path:
        return Path(self.text(name))


def _of(kind: type[T], name: str, value: SettingValue) -> T:
    if not isinstance(value, kind):
        raise SettingsError(f"{name} must be of type {kind.__name__}, not {value!r}")
    return value


def load(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Defaults, then the file, then the environment. Raises SettingsError with the place of what is wrong."""
    values: dict[str, SettingValue] = {setting.name: setting.default for setting in TABLE}
    sources = dict.fromkeys(values, "default")
    if file is not None:
        for name, raw in _read(file).items():
            if name not in BY_NAME:
                raise SettingsError(f"{file}: there is no setting {name!r}. See chat-server.example.toml.")
            values[name] = _checked(BY_NAME[name], raw, f"{file}: {name}")
            sources[name] = str(file)
    for name, setting in BY_NAME.items():
        variable = f"CHAT_{name.upper()}"
        if environment.get(variable):
            values[name] = _from_text(setting, environment[variable], variable)
            sources[name] = variable
    return Settings(values, sources)


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingsError(f"{file} cannot be read: {problem.strerror}. Check the path after --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{file} is not valid TOML: {problem}") from None


def _checked(setting: Setting, raw: object, place: str) -> SettingValue:
    default = setting.default
    if isinstance(default, tuple):
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return tuple(str(item) for item in raw)
        raise SettingsError(f'{place} must be a list of texts, such as ["https://shop.example"]')
    if isinstance(default, float):
        return _share(raw, place)
    if type(raw) is not type(default) or not isinstance(raw, (str, int, bool)):
        raise SettingsError(f"{place} must be {_KINDS[type(default)]}, not {raw!r}")
    if isinstance(raw, int) and raw < 0:
        raise SettingsError(f"{place} must not be negative")
    return raw


def _share(raw: object, place: str) -> float:
    """A part of the whole, as a number from 0 to 1."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 <= raw <= 1:
        return float(raw)
    raise SettingsError(f"{place} must be a number from 0 to 1, such as 0.05, not {raw!r}")


_KINDS = {str: "a text", int: "a whole number", bool: "true or false"}


def _from_text(setting: Setting, text: str, place: str) -> SettingValue:
    default = setting.default
    if isinstance(default, bool):
        if text.lower() not in {"true", "false", "1", "0"}:
            raise SettingsError(f"{place} must be true or false, not {text!r}")
        return text.lower() in {"true", "1"}
    if isinstance(default, int):
        if not text.isascii() or not text.isdigit():
            raise SettingsError(f"{place} must be a whole number, not {text!r}")
        return int(text)
    if isinstance(default, float):
        try:
            return _share(float(text), place)
        except ValueError:
            return _share(text, place)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def example_toml() -> str:
    """A file with every setting at its default, commented out."""
    lines = ["# Every setting with its default. Each is also an environment variable: CHAT_ and the name in capitals."]
    for setting in TABLE:
        lines += ["", f"# {setting.meaning}", f"# {setting.name} = {_toml(setting.default)}"]
    return "\n".join(lines) + "\n"


def settings_md() -> str:
    lines = [
        "# Settings",
        "",
        "Generated by `make docs` from `chat_server/settings.py`; do not edit. One TOML file "
        "(`chat-server serve --config FILE`) or environment variables, which win. `chat-server config` shows each "
        "value with its source.",
        "",
        "| setting | environment | default | meaning |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{setting.name}` | `CHAT_{setting.name.upper()}` | `{_toml(setting.default)}` | {setting.meaning} |"
        for setting in TABLE
    ]
    return "\n".join(lines) + "\n"


def _toml(value: SettingValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    return str(value) if isinstance(value, (int, float)) else f'"{value}"'
