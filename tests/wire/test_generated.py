"""What is generated from the declarations is up to date, and a drift is noticed."""

from pathlib import Path

import msgspec
import pytest

from chat_server import generated
from chat_server.domain.events import EVENT_DATA, MessageRedacted, MessageSent
from chat_server.wire import generate, incoming, outgoing


def test_all_generated_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert generated.main(["--check"]) == 0, capsys.readouterr().err


def test_a_drift_is_noticed_named_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    assert generated.main(["--check"]) == 1
    assert "docs/protocol.md is out of date" in capsys.readouterr().err
    assert generated.main([]) == 0
    assert generated.main(["--check"]) == 0
    drifted = tmp_path / "docs" / "protocol.md"
    drifted.write_text(drifted.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert generated.main(["--check"]) == 1
    assert capsys.readouterr().err.count("out of date") == 1


def test_incoming_fields_are_spelled_with_what_may_be_absent() -> None:
    assert generate.interface(incoming.SendMessage, "SendMessageCommand") == (
        "export interface SendMessageCommand {\n  conversation_id: string;\n  client_id: string;\n  text: string;\n"
        "  article_id?: string | null;\n  attachments?: string[];\n}\n"
    )
    assert generate.interface(incoming.Inbox, "InboxCommand") == "export type InboxCommand = Record<string, never>;\n"


def test_outgoing_fields_are_there_unless_they_may_be_left_out() -> None:
    assert "  position: number | null;" in generate.interface(outgoing.Escalated)
    assert "  position?: number;" in generate.interface(outgoing.ConversationState)
    assert generate.interface(outgoing.ReadSignal).startswith('export interface ReadSignal {\n  type: "read";\n')
    assert '  reader: "agent" | "contact";' in generate.interface(outgoing.ReadSignal)


def test_what_is_never_sent_is_not_documented() -> None:
    assert "public_seq" not in generate.wire_ts() + generate.protocol_md()
    assert [name for name, _, _ in generate.fields_of(MessageRedacted)] == ["seq"]
    assert "redacted" in [name for name, _, _ in generate.fields_of(MessageSent)]


def test_everything_is_in_both_documents() -> None:
    types, protocol = generate.wire_ts(), generate.protocol_md()
    for name in (*EVENT_DATA, *incoming.VISITOR_COMMANDS, *incoming.AGENT_COMMANDS, *generate.ANSWERS):
        assert f"`{name}`" in protocol
    assert all(f'"{name}"' in types for name in EVENT_DATA)


def test_a_type_that_nobody_can_spell_yet_is_an_error() -> None:
    class Odd(msgspec.Struct):
        field: bytes

    with pytest.raises(TypeError, match="TypeScript"):
        generate.fields_of(Odd)
