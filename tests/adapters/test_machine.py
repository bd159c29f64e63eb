"""The machine's own parts: passwords, ids, secrets and the clock."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from chat_server.adapters.argon2_passwords import Argon2Passwords
from chat_server.adapters.sql.secrets import hashed
from chat_server.adapters.sql.tables import Instant
from chat_server.adapters.system import SystemClock, SystemIds
from tests.support.clock import FakeClock
from tests.support.world import quick_passwords


async def test_a_password_is_verified_by_its_hash() -> None:
    passwords = quick_passwords()
    stored = await passwords.hash("lemon tree")
    assert await passwords.verify(stored, "lemon tree")
    assert not await passwords.verify(stored, "lemon tre")
    assert not await passwords.verify(stored, "")


async def test_the_same_password_never_has_the_same_hash() -> None:
    passwords = quick_passwords()
    assert await passwords.hash("lemon tree") != await passwords.hash("lemon tree")


async def test_without_an_account_every_password_is_wrong() -> None:
    passwords = quick_passwords()
    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify(None, "")


async def test_a_broken_hash_lets_nobody_in() -> None:
    assert not await quick_passwords().verify("not a hash", "lemon tree")
    assert not await quick_passwords().verify("", "")


async def test_passwords_may_be_in_any_script() -> None:
    passwords = quick_passwords()
    assert await passwords.verify(await passwords.hash("contraseña 密码 🔑"), "contraseña 密码 🔑")


async def test_the_default_is_argon2id() -> None:
    assert (await Argon2Passwords().hash("lemon tree")).startswith("$argon2id$")


def test_ids_are_a_prefix_and_url_safe_text_that_is_never_the_same() -> None:
    ids = SystemIds(SystemClock())
    made = {ids.new("cnv") for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"cnv_[0-9a-z]{36}", one) for one in made)


def test_an_id_has_more_than_122_random_bits() -> None:
    ids = SystemIds(FakeClock())
    tails = [ids.new("cnv")[-26:] for _ in range(2000)]
    for place in range(26):
        assert len({tail[place] for tail in tails}) == 32, "each of the 26 places takes all 32 values: 130 bits"


def test_ids_sort_by_time() -> None:
    clock = FakeClock()
    ids, made = SystemIds(clock), []
    for _ in range(200):
        made.append(ids.new("cnv"))
        clock.advance(milliseconds=1)
    assert made == sorted(made)


def test_a_secret_is_long_url_safe_and_new_each_time() -> None:
    ids = SystemIds(SystemClock())
    made = {ids.secret() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in made)


def test_the_clock_is_utc_in_whole_milliseconds_and_now() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=10)


def test_a_token_is_hashed_and_half_a_character_is_no_crash() -> None:
    assert hashed("token") == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"
    assert hashed("\ud800") != hashed("\ud801")


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_a_stored_time_comes_back_to_the_millisecond(moment: datetime) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    column, dialect = Instant(), sqlite.dialect()
    assert column.process_result_value(column.process_bind_param(whole, dialect), dialect) == whole
