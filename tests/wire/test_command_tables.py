"""The tables of commands that the documentation is made from are those that the socket answers."""

from collections.abc import Callable
from inspect import getclosurevars

import pytest

from chat_server.realtime import agent_commands, visitor_commands
from chat_server.wire.generate import ACKS, ANSWERS, BODIES
from chat_server.wire.incoming import AGENT_COMMANDS, VISITOR_COMMANDS, Incoming

Table = dict[str, type[Incoming]]


def kinds(handlers: dict[str, Callable[..., object]]) -> dict[str, object]:
    """Which kind of payload each handler parses."""
    return {name: getclosurevars(handler).nonlocals["kind"] for name, handler in handlers.items()}


def test_visitors_can_send_exactly_what_is_documented() -> None:
    assert kinds(dict(visitor_commands.HANDLERS)) == VISITOR_COMMANDS


def test_agents_can_send_exactly_what_is_documented() -> None:
    assert kinds(dict(agent_commands.HANDLERS)) == AGENT_COMMANDS


@pytest.mark.parametrize(
    ("table", "contract"),
    [
        (VISITOR_COMMANDS, "send_message typing mark_read catch_up leave_queue rate"),
        (
            AGENT_COMMANDS,
            "send_message typing mark_read catch_up set_availability accept_conversation open_conversation close_view "
            "add_note resolve_conversation redact_message suggest_articles inbox",
        ),
    ],
)
def test_the_commands_of_the_contract_are_there(table: Table, contract: str) -> None:
    assert set(contract.split()) <= set(table)


def test_every_acknowledgement_and_every_body_belongs_to_a_call() -> None:
    assert set(ACKS) <= {*VISITOR_COMMANDS, *AGENT_COMMANDS}
    assert set(BODIES) <= set(ANSWERS)
