"""The support policy as a TOML file, and what is wrong with it: every mistake with its line, all of them at once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from chat_server.adapters import policy_hours
from chat_server.adapters.policy_parts import COUNTRY, Part, Problems
from chat_server.adapters.policy_tickets import ticket_kinds
from chat_server.adapters.toml_lines import line_at, lines_of
from chat_server.domain.errors import Invalid
from chat_server.domain.opening_hours import Calendar
from chat_server.domain.policy import CHANNEL_KINDS, ChannelKind, ChannelPolicy, PlanPolicy, Policy

SHIPPED = Path(__file__).resolve().parents[1] / "policy.toml"
_PHONE = re.compile(r"\+[0-9][0-9 ()-]{5,24}")
_HINTS = {
    "Invalid value": 'a text needs quotes, such as name = "Small shop"',
    "Invalid date or datetime": "there is no such day or time",
    "Cannot overwrite a value": "the same stands above already",
    "Cannot declare": "the same stands above already",
    "Cannot mutate immutable": "the same stands above already",
}
MOST_MINUTES_AHEAD = 240  # whoever starts half a day ahead waits for nobody
UTC_ZONE = ZoneInfo("UTC")  # stands in while the file is wrong


@cache
def shipped_policy() -> Policy:
    return read_policy(SHIPPED)


def read_policy(file: Path) -> Policy:
    """Raises Invalid that lists `file:line: what is wrong`, one a line."""
    text = _text(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Invalid(f"{file}:{_line_of(problem, text)}: not valid TOML: {problem}{_hint(problem)}") from None
    problems = Problems()
    policy = _policy(Part(table, (), problems))
    if problems.found:
        lines = lines_of(text)
        placed = sorted({(line_at(lines, path), message) for path, message in problems.found})
        raise Invalid("\n".join(f"{file}:{line}: {message}" for line, message in placed))
    return policy


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise Invalid(f"{file}: cannot be read: {problem.strerror}") from None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Invalid(f"{file}:{line}: is not UTF-8 text: save the file in UTF-8") from None


def _line_of(problem: tomllib.TOMLDecodeError, text: str) -> int:
    """The parser says it in words only."""
    told = re.search(r"\(at line (\d+)", str(problem))
    return int(told[1]) if told else text.rstrip().count("\n") + 1


def _hint(problem: tomllib.TOMLDecodeError) -> str:
    """What to do about the mistakes of every day."""
    return next((f": {hint}" for said, hint in _HINTS.items() if str(problem).startswith(said)), "")


def _policy(part: Part) -> Policy:
    zone = policy_hours.zone(part, UTC_ZONE)
    if not part.has("time_zone"):
        part.note('time_zone is missing: the line\'s, such as time_zone = "Europe/Madrid"')
    calendars = _calendars(part.part("hours"), zone)
    plans = _plans(part, calendars)
    anonymous = part.identifier("anonymous_plan")
    if not plans:
        part.note("there must be a [[plan]]")
    elif anonymous and anonymous not in plans:
        part.note(f"anonymous_plan must be one of {', '.join(plans)}", "anonymous_plan")
    policy = Policy(
        zone=zone,
        plans=tuple(plans.values()),
        anonymous_plan=anonymous,
        calendars=calendars,
        ticket_kinds=ticket_kinds(part, tuple(plans.values())),
        identity_required=part.flag("identity_required"),
        plans_url=_address(part, "plans_url") if part.has("plans_url") else None,
        topic_head_starts=_topics(part.part("topic_head_start_minutes")),
    )
    part.done()
    return policy


def _calendars(part: Part, zone: ZoneInfo) -> dict[str, Calendar]:
    return {name: policy_hours.calendar(part.part(name), zone) for name in part.names()}


def _plans(part: Part, calendars: Mapping[str, Calendar]) -> dict[str, PlanPolicy]:
    plans: dict[str, PlanPolicy] = {}
    for one in part.parts("plan"):
        plan = _plan(one, plans, calendars)
        plans[plan.name] = plan
    return plans


def _plan(part: Part, earlier: Mapping[str, PlanPolicy], calendars: Mapping[str, Calendar]) -> PlanPolicy:
    """A plan has what the one it builds on has; a channel of its own replaces that one's, `false` takes it away."""
    name, labels = part.identifier("id", taken=earlier), part.by_locale("name", required=True)
    below = part.text("builds_on")
    if below and below not in earlier:
        above = ", ".join(earlier) or "there is none"
        part.note(f"builds_on must name a plan that stands above this one ({above}), not {below!r}", "builds_on")
    basis = earlier.get(below)
    channels = []
    for kind in CHANNEL_KINDS:
        own = _channel(part, kind, calendars)
        inherited = basis.channel(kind) if basis and part.raw(kind) is not False else None
        if channel := own or inherited:
            channels.append(channel)
    no_phone = part.by_locale("no_phone") or (basis.no_phone if basis else {})
    part.done()
    return PlanPolicy(name, labels, tuple(channels), no_phone)


def _channel(plan: Part, kind: ChannelKind, calendars: Mapping[str, Calendar]) -> ChannelPolicy | None:
    if plan.raw(kind) is None or plan.raw(kind) is False:
        return None
    part = plan.part(kind)
    hours = "" if kind in {"ticket", "survey"} else part.text("hours", required=kind == "phone")
    if hours and hours not in calendars:
        part.note(f"these hours stand nowhere: [hours.{hours}] is missing", "hours")
    phone, manager, survey = kind == "phone", kind == "account_manager", kind == "survey"
    channel = ChannelPolicy(
        kind=kind,
        hours=hours or None,
        number=_number(part, "number") if phone else "",
        numbers=_numbers(part.part("numbers")) if phone else {},
        about=part.by_locale("about") if manager else {},
        check_in_days=part.number("check_in_days", most=366) if manager else None,
        head_start_minutes=part.number("head_start_minutes", most=MOST_MINUTES_AHEAD) if kind == "chat" else None,
        url=_address(part, "url") if survey else "",
        url_locale=part.text("url_locale") if survey else "",
        text=part.by_locale("text", required=True) if survey else {},
    )
    part.done()
    return channel


def _topics(part: Part) -> dict[str, int]:
    return {topic: part.number(topic, most=MOST_MINUTES_AHEAD) or 0 for topic in part.names()}


def _number(part: Part, key: str) -> str:
    number = part.text(key, required=True)
    if number and not _PHONE.fullmatch(number):
        part.note(f"{key} must be an international number, such as +34 910 000 000", key)
    return number


def _numbers(part: Part) -> dict[str, str]:
    for country in part.names():
        if not COUNTRY.fullmatch(country):
            part.note(f"{country} is no country: an ISO code of two capitals is needed, such as ES", country)
    return {country: _number(part, country) for country in part.names()}


def _address(part: Part, key: str) -> str:
    """An address that a widget can link; nothing else, such as a script, gets there."""
    url = part.text(key, required=True)
    if url and not url.startswith(("https://", "http://", "/")):
        part.note(f"{key} must be an address that begins with https://", key)
    return url
