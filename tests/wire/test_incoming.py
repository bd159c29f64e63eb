"""What comes in is either a command or an error that names the field; nothing else ever happens."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.errors import ChatError, Invalid, TooLarge
from chat_server.wire import incoming
from chat_server.wire.errors import error_body
from chat_server.wire.incoming import AGENT_COMMANDS, HTTP_BODIES, VISITOR_COMMANDS, Incoming, parse
from tests.wire.commands import CONVERSATION, GOOD

KINDS = sorted(GOOD, key=lambda kind: kind.__name__)
FIELDS = [(kind, field) for kind in KINDS for field in GOOD[kind]]
OPTIONAL = {
    (kind, field)
    for kind, field in FIELDS
    if msgspec.structs.fields(kind)[[one.name for one in msgspec.structs.fields(kind)].index(field)].default
    is not msgspec.NODEFAULT
}
TEXTS = [(kind, field) for kind, field in FIELDS if isinstance(GOOD[kind][field], str)]
NUMBERS = [(kind, field) for kind, field in FIELDS if isinstance(GOOD[kind][field], int)]
CHOICES = {"outcome", "availability"}
HALF = "half a character \ud83d"


def changed(kind: type[Incoming], **fields: object) -> dict[str, object]:
    return GOOD[kind] | fields


def refusal(kind: type[Incoming], raw: object) -> ChatError:
    """Invalid or TooLarge, in a form that can be sent."""
    with pytest.raises((Invalid, TooLarge)) as refused:
        parse(kind, raw)
    assert msgspec.json.encode(error_body(refused.value))
    return refused.value


def test_there_is_an_example_of_everything_that_comes_in() -> None:
    assert set(GOOD) == {*VISITOR_COMMANDS.values(), *AGENT_COMMANDS.values(), *HTTP_BODIES.values()}
    declared = {kind for kind in Incoming.__subclasses__() if kind.__module__ == Incoming.__module__}
    assert set(GOOD) == declared


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_command_is_understood(kind: type[Incoming]) -> None:
    command = parse(kind, GOOD[kind])
    understood = {field: getattr(command, field) for field in GOOD[kind]}
    assert msgspec.json.encode(understood) == msgspec.json.encode(GOOD[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [None, True, 3, 3.5, float("nan"), "x", b"x", [], [1], [{}]], ids=repr)
def test_anything_but_an_object_is_invalid(kind: type[Incoming], raw: object) -> None:
    assert isinstance(refusal(kind, raw), Invalid)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("unknown", ["shoe_size", "", "__class__", "type", "é", "Conversation_id"])
def test_an_unknown_field_is_named(kind: type[Incoming], unknown: str) -> None:
    problem = refusal(kind, changed(kind, **{unknown: 1}))
    assert isinstance(problem, Invalid)
    assert problem.field == unknown or not unknown


@pytest.mark.parametrize(("kind", "field"), [one for one in FIELDS if one not in OPTIONAL])
def test_a_missing_field_is_named(kind: type[Incoming], field: str) -> None:
    problem = refusal(kind, {name: value for name, value in GOOD[kind].items() if name != field})
    assert (type(problem), problem.field) == (Invalid, field)
    assert refusal(kind, changed(kind, **{field: None})).field == field


@pytest.mark.parametrize(("kind", "field"), sorted(OPTIONAL, key=str))
def test_what_is_optional_may_be_left_out(kind: type[Incoming], field: str) -> None:
    parse(kind, {name: value for name, value in GOOD[kind].items() if name != field})


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_another_type_is_invalid_and_names_the_field(kind: type[Incoming], field: str) -> None:
    good = GOOD[kind][field]
    others: list[object] = [True, 1.5, [], {}, ["x"], {"x": 1}, [[[[[]]]]], float("nan"), float("inf"), 10**400]
    others.append("7" if isinstance(good, int) else 7)
    for other in others:
        if other == [] and isinstance(good, list):
            continue  # a list may be empty
        problem = refusal(kind, changed(kind, **{field: other}))
        named = problem.field or ""
        assert (type(problem), named.partition("[")[0]) == (Invalid, field), other


@pytest.mark.parametrize(("kind", "field"), NUMBERS)
def test_numbers_stay_in_their_bounds(kind: type[Incoming], field: str) -> None:
    for number in (-1, 2**53 + 1, 2**63, 2**64, 10**30, -(10**30)):
        problem = refusal(kind, changed(kind, **{field: number}))
        assert (type(problem), problem.field) == (Invalid, field), number


@pytest.mark.parametrize(("score", "good"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_score_is_from_one_to_five(score: int, *, good: bool) -> None:
    raw = changed(incoming.Rate, score=score)
    assert parse(incoming.Rate, raw).score == score if good else refusal(incoming.Rate, raw).field == "score"


def test_an_event_number_may_be_as_large_as_a_browser_counts() -> None:
    assert parse(incoming.CatchUp, changed(incoming.CatchUp, after=2**53)).after == 2**53
    assert parse(incoming.CatchUp, {"conversation_id": CONVERSATION}).after == 0


@pytest.mark.parametrize(("kind", "field"), TEXTS)
def test_a_text_of_100_kb_is_too_large_everywhere(kind: type[Incoming], field: str) -> None:
    problem = refusal(kind, changed(kind, **{field: "a" * 100_000}))
    if field in CHOICES:
        assert isinstance(problem, Invalid)
    else:
        assert (type(problem), problem.field) == (TooLarge, field)
        assert problem.message.startswith(f"{field} is longer than")


def test_an_answer_never_repeats_100_kb() -> None:
    long = "a" * 100_000
    tries = [(kind, changed(kind, **{long: 1})) for kind in KINDS]
    tries += [(kind, changed(kind, **{field: long})) for kind, field in TEXTS]
    for kind, raw in tries:
        assert len(msgspec.json.encode(error_body(refusal(kind, raw)))) < 1000, kind


@pytest.mark.parametrize(("kind", "field"), TEXTS)
@pytest.mark.parametrize("bad", ["a\x00b", HALF, "\udfff", "\x00"], ids=["NUL", "half", "other half", "only NUL"])
def test_what_no_database_can_carry_is_invalid_everywhere(kind: type[Incoming], field: str, bad: str) -> None:
    problem = refusal(kind, changed(kind, **{field: bad}))
    assert isinstance(problem, Invalid)
    assert problem.field in {field, None} if field in CHOICES else problem.field == field


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_character_in_the_name_of_a_field_is_invalid(kind: type[Incoming]) -> None:
    assert isinstance(refusal(kind, changed(kind, **{"\ud800": 1})), Invalid)
    assert isinstance(refusal(kind, {"\udc00": 1}), Invalid)


@pytest.mark.parametrize("choice", ["", "ONLINE", "busy", "online\n", "online "])
def test_a_choice_is_one_of_those_offered(choice: str) -> None:
    assert refusal(incoming.SetAvailability, {"availability": choice}).field == "availability"
    assert refusal(incoming.RecordOutcome, {"outcome": choice}).field == "outcome"


WRITTEN = [
    (incoming.SuggestArticles, "question"),
    (incoming.AskQuestion, "question"),
    (incoming.SendMessage, "text"),
    (incoming.AddNote, "text"),
    (incoming.SaveCannedReply, "text"),
    (incoming.SuggestToAgent, "text"),
]


@pytest.mark.parametrize(("kind", "field"), WRITTEN)
def test_what_people_write_may_be_long_and_in_any_script(kind: type[Incoming], field: str) -> None:
    for text in ("ñ" * 4000, "👩‍👩‍👧‍👦🇪🇸", "مرحبا، أين طردي؟", "\u202eright to left", "a\nb\tc", "=1+1", "<b>"):
        assert getattr(parse(kind, changed(kind, **{field: text})), field) == text
    assert isinstance(refusal(kind, changed(kind, **{field: "ñ" * 4001})), TooLarge)


@pytest.mark.parametrize(("kind", "field"), WRITTEN)
@pytest.mark.parametrize("empty", ["", " ", "\n\t ", "\u00a0", "\u2003"])
def test_what_people_write_is_not_empty(kind: type[Incoming], field: str, empty: str) -> None:
    problem = refusal(kind, changed(kind, **{field: empty}))
    assert (type(problem), problem.field) == (Invalid, field)


IDS = [(kind, field) for kind, field in TEXTS if field.endswith("_id")]


@pytest.mark.parametrize(("kind", "field"), IDS)
def test_ids_are_url_safe_and_short(kind: type[Incoming], field: str) -> None:
    longest = 64 if field == "client_id" else 100
    for good in ("a", "A-Z_0.9", "x" * longest):
        assert getattr(parse(kind, changed(kind, **{field: good})), field) == good
    for bad in ("", " ", "a b", "a/b", "a\n", "\na", "é", "a%20", "../x", "١"):
        problem = refusal(kind, changed(kind, **{field: bad}))
        assert (type(problem), problem.field) == (Invalid, field), repr(bad)
    assert isinstance(refusal(kind, changed(kind, **{field: "x" * (longest + 1)})), TooLarge)


LOCALES = [one for one in TEXTS if one[1] == "locale" and one[0] is not incoming.SaveCannedReply]


@pytest.mark.parametrize(("kind", "field"), LOCALES)
def test_locales_look_like_locales(kind: type[Incoming], field: str) -> None:
    for good in ("es", "es-MX", "zh_Hant_TW", "ast"):
        assert getattr(parse(kind, changed(kind, **{field: good})), field) == good
    for bad in ("", "e", "es\n", "es-", "ñ", "es--MX", "english", "es MX", "../etc"):
        assert refusal(kind, changed(kind, **{field: bad})).field == field, repr(bad)


def test_a_canned_reply_may_be_for_all_languages() -> None:
    raw = {"shortcut": "hi", "title": "Greeting", "text": "Hello"}
    assert parse(incoming.SaveCannedReply, raw).locale == ""
    for nonsense in ("es\n", "klingon", "<script>"):
        assert refusal(incoming.SaveCannedReply, raw | {"locale": nonsense}).field == "locale"


def test_an_error_says_what_to_do_and_never_repeats_what_was_written() -> None:
    secret = "my card is 4111 1111 1111 1111"
    for raw in ({"text": secret}, changed(incoming.SendMessage, text=secret + "\x00"), {"conversation_id": secret}):
        problem = refusal(incoming.SendMessage, raw)
        assert "4111" not in problem.message
        assert problem.message.endswith((".", "takes."))


HALVES = st.characters(categories=["Cs"])
ANY_TEXT = st.text(st.one_of(st.characters(), HALVES, st.sampled_from("\x00\n\u202e")), max_size=20)
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(ANY_TEXT, inner, max_size=4)),
    max_leaves=10,
)


@given(st.sampled_from(KINDS), ANY_JSON)
def test_whatever_comes_in_is_a_command_or_an_error_of_ours(kind: type[Incoming], raw: object) -> None:
    understood_or_refused(kind, raw)


@given(st.data())
def test_a_good_command_with_anything_in_one_place_is_a_command_or_an_error_of_ours(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    field = data.draw(st.one_of(st.sampled_from(sorted(GOOD[kind]) or ["x"]), ANY_TEXT))
    understood_or_refused(kind, changed(kind, **{field: data.draw(ANY_JSON)}))


def understood_or_refused(kind: type[Incoming], raw: object) -> None:
    """Whatever was understood can be stored, and whatever was refused can be said."""
    sent: object
    try:
        sent = parse(kind, raw)
    except (Invalid, TooLarge) as problem:
        sent = error_body(problem)
    assert msgspec.json.encode(sent)
