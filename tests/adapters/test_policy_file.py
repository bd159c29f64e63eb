"""The policy's file: what ships is right, and what is wrong is told with file and line, all at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from chat_server.adapters.policy_file import SHIPPED, read_policy, shipped_policy
from chat_server.adapters.toml_lines import line_at, lines_of
from chat_server.domain.errors import Invalid
from chat_server.domain.opening_hours import Window
from chat_server.domain.policy import Policy

SMALLEST = """\
time_zone = "Europe/Madrid"
anonymous_plan = "small"

[hours.phone]
weekly = { mon-fri = ["09:00-13:00", "16:00-02:00"] }

[[plan]]
id = "small"
name = "Small"
[plan.chat]
[plan.phone]
hours = "phone"
number = "+34 910 000 000"
"""

SEASON = '[[hours.phone.season]]\nname = "Peak"\nweekly = {}\n'

ONE_FIELD = '[[ticket_kind.field]]\nid = "f1"\ntype = "text"\nlabel = "x"\n'
MANY_FIELDS = "".join(f'[[ticket_kind.field]]\nid = "f{number}"\ntype = "text"\nlabel = "x"\n' for number in range(41))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def read(file: Path, text: str) -> Policy:
    file.write_text(text, encoding="utf-8")
    return read_policy(file)


def mistakes(file: Path, text: str) -> dict[int, list[str]]:
    """What is said about each line."""
    with pytest.raises(Invalid) as wrong:
        read(file, text)
    told: dict[int, list[str]] = {}
    for line in wrong.value.message.splitlines():
        assert line.startswith(f"{file}:")
        number, _, message = line.removeprefix(f"{file}:").partition(": ")
        told.setdefault(int(number), []).append(message)
    return told


def test_the_shipped_head_starts_are_those_of_the_docs() -> None:
    minutes = {plan: start // timedelta(minutes=1) for plan, start in shipped_policy().head_starts.plans.items()}
    assert minutes == {"small_shop": 3, "large_shop": 6, "business": 8}
    assert shipped_policy().head_starts.topics == {}


def test_topics_may_have_a_head_start(file: Path) -> None:
    policy = read(file, SMALLEST + "\n[topic_head_start_minutes]\npick-ups = 5\n")
    assert policy.head_starts.of_topic("pick-ups") == timedelta(minutes=5)
    assert policy.head_starts.of_topic("labels") == timedelta(0)


@pytest.mark.parametrize("minutes", ["0", "241", '"5"'])
def test_a_head_start_is_of_minutes_not_of_days(file: Path, minutes: str) -> None:
    text = SMALLEST.replace("[plan.chat]", f"[plan.chat]\nhead_start_minutes = {minutes}")
    assert mistakes(file, text) == {11: ["head_start_minutes must be a whole number from 1 to 240"]}
    text = SMALLEST + f"\n[topic_head_start_minutes]\npick-ups = {minutes}\n"
    assert mistakes(file, text) == {16: ["pick-ups must be a whole number from 1 to 240"]}


def test_the_shipped_plans_add_up() -> None:
    policy = shipped_policy()
    offered = {plan.name: [channel.kind for channel in plan.channels] for plan in policy.plans}
    assert offered == {
        "essential": ["chat", "ticket", "survey"],
        "small_shop": ["chat", "ticket", "phone"],
        "large_shop": ["chat", "ticket", "phone", "personal_agent"],
        "business": ["chat", "ticket", "phone", "personal_agent", "account_manager"],
    }
    assert policy.plan("tomorrow's plan") is policy.plan("essential")


def test_every_shipped_text_is_there_in_six_languages() -> None:
    policy = shipped_policy()
    plans = [texts for plan in policy.plans for texts in (plan.no_phone, *(c.text or c.about for c in plan.channels))]
    kinds = [kind.labels for kind in policy.ticket_kinds]
    fields = [field for kind in policy.ticket_kinds for field in kind.fields]
    choices = [texts for field in fields for texts in field.choice_labels.values()]
    for texts in (*plans, *kinds, *(field.labels for field in fields), *choices):
        assert not texts or set(texts) == {"en", "es", "nl", "de", "fr", "it"}


def test_who_may_open_what_follows_from_the_channels() -> None:
    policy = shipped_policy()
    for_all = ["investigation", "insurance_claim", "general"]
    assert [kind.id for kind in policy.ticket_kinds_of("essential")] == for_all
    assert [kind.id for kind in policy.ticket_kinds_of("small_shop")] == [*for_all, "callback"]
    assert [kind.id for kind in policy.ticket_kinds_of("business")] == [*for_all, "callback", "meeting"]


def test_the_commented_examples_hold(file: Path) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    example = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in lines[1:]]
    policy = read(file, "\n".join(example))
    calendar = policy.calendars["phone"]
    assert [one.name for one in calendar.seasons] == ["Peak season"]
    assert set(calendar.seasons[0].note) == {"en", "es", "nl", "de", "fr", "it"}
    assert [one.name for one in calendar.holidays] == ["Christmas Day", "Constitution Day"]
    assert [one.name for one in calendar.closures] == ["Team day"]


def test_windows_may_be_several_and_pass_midnight(file: Path) -> None:
    week = read(file, SMALLEST).calendars["phone"].weekly
    assert week[4] == (Window(540, 780), Window(960, 1560))
    assert week[5] == ()


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ('"Europe/Madrid"', '"Madrid"', 1, "no time zone"),
        ('"small"\n\n', '"tiny"\n\n', 2, "must be one of small"),
        ('"09:00-13:00"', '"9-13"', 5, "no window"),
        ('"09:00-13:00"', '"09:00-09:00"', 5, "is empty"),
        ('"09:00-13:00"', '"09:00-17:00"', 5, "overlap: 09:00-17:00 and 16:00-02:00"),
        ('"16:00-02:00"', '"16:00-24:30"', 5, "22:00-02:00 for past midnight"),
        ("mon-fri", "mon-fry", 5, "no day"),
        ("mon-fri", "fri-mon", 5, "from an earlier to a later one"),
        ("{ mon-fri", '{ fri = ["10:00-11:00"], mon-fri', 5, "stands here twice"),
        ('id = "small"', 'id = "Small Plan"', 8, "made of a-z"),
        ('name = "Small"', 'name = { es = "Pequeña" }', 9, "must have an English text"),
        ('name = "Small"', 'name = "Small"\nbuilds_on = "tiny"', 10, "above this one (there is none), not 'tiny'"),
        ("[[plan]]", '[[plan]]\nid = "other"\nname = "Other"\nbuilds_on = "small"\n[[plan]]', 10, "not 'small'"),
        ("[plan.chat]", "[plan.chatt]", 10, "not known here. Did you mean chat?"),
        ("[plan.chat]", "chat = true", 10, "written as [plan.chat]"),
        ("anonymous_plan", "anonymous", 1, "anonymous_plan is missing"),
        ("anonymous_plan", "plans_ulr = 1\nanonymous_plan", 2, "Did you mean plans_url?"),
        ('hours = "phone"', 'hours = "fone"', 12, "[hours.fone] is missing"),
        ('number = "+34', 'number = "034', 13, "international number"),
        ("[[plan]]", "[[ticket_kind]]\nid = 7\n[[plan]]", 8, "id must be a text"),
        (
            "[[plan]]",
            f'[[ticket_kind]]\nid = "{"long" * 11}"\nlabel = "x"\n[[plan]]',
            8,
            "40 characters at most, not 44",
        ),
        ("[[plan]]", f'[[ticket_kind]]\nid = "x"\nlabel = "x"\n{MANY_FIELDS}[[plan]]', 7, "40 fields at most, not 41"),
        (
            "[[plan]]",
            f'[[ticket_kind]]\nid = "x"\nlabel = "x"\ndue_at = "f1"\n{ONE_FIELD}[[plan]]',
            10,
            "no field 'f1'",
        ),
        ("[[plan]]", '[[hours.phone.holiday]]\nname = "x"\ndate = "02-30"\n[[plan]]', 9, "date that exists"),
        ("[[plan]]", f"{SEASON}first = 2026-12-23\nlast = 2026-11-16\n[[plan]]", 11, "last lies before first"),
        ("[[plan]]", f'{SEASON}first = "23 December"\nlast = 2026-12-23\n[[plan]]', 10, "without quotes"),
        ("[[plan]]", f"{SEASON}first = 2026-12-23\n[[plan]]", 7, "last is missing"),
        ("[[plan]]", '[[hours.phone.country]]\ncountries = ["UK"]\nweekly = {}\n[[plan]]', 8, "GB"),
        ("[[plan]]", '[[hours.phone.country]]\ncountries = ["Spain"]\nweekly = {}\n[[plan]]', 8, "two capitals"),
    ],
)
def test_a_mistake_is_told_with_its_line(file: Path, right: str, wrong: str, line: int, says: str) -> None:
    assert right in SMALLEST
    told = mistakes(file, SMALLEST.replace(right, wrong, 1))
    assert any(says in message for message in told[line]), told


def test_several_mistakes_are_told_at_once(file: Path) -> None:
    told = mistakes(file, SMALLEST.replace("09:00", "9").replace('"phone"', '"fone"').replace("+34", "34"))
    assert sorted(told) == [5, 12, 13]


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        ("a = 1\nb = ", 2, "Invalid value (at end of document): a text needs quotes"),
        ("a = 1\nb = Europe/Madrid\n", 2, "a text needs quotes"),
        ("= 1", 1, "Invalid statement"),
        ("[a]\n[b]\n[a]", 3, "stands above already"),
        ("a = 1\nb = 2\na = 3", 3, "stands above already"),
        ("first = 2026-02-30", 1, "there is no such day"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(file: Path, wrong: str, line: int, says: str) -> None:
    (message,) = mistakes(file, wrong)[line]
    assert message.startswith("not valid TOML")
    assert says in message


def test_a_file_that_windows_has_saved_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert read_policy(file).plan_names == ("small",)


def test_a_file_in_another_encoding_says_where(file: Path) -> None:
    file.write_bytes(SMALLEST.replace('"Small"', '"Pequeña"').encode("latin-1"))
    with pytest.raises(Invalid, match=f"^{file}:9: is not UTF-8"):
        read_policy(file)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(Invalid, match=f"^{file}: cannot be read: No such file"):
        read_policy(file)


def test_an_empty_file_says_what_is_needed(file: Path) -> None:
    assert len(mistakes(file, "")[1]) >= 3


def test_lines_are_found_whatever_the_values_look_like() -> None:
    text = 'a = """x\n[b]\n"""\n[c."d e"]\nf = [ # ]\n  "]",\n]\n[[g]]\n[[g]]\nh.i = {j = "}"}\n[g.k]\nl = 1'
    lines = lines_of(text)
    assert (lines["a",], lines["c", "d e", "f"], lines["g", 1, "h", "i"], lines["g", 1, "k", "l"]) == (1, 5, 10, 12)
    assert line_at(lines, ("g", 1, "h", "i", "j")) == 10
    assert line_at(lines, ("nowhere",)) == 1
