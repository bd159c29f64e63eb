"""Tells nobody: for commands that run beside a server, whose clients find the change by heads and lists."""

from chat_server.domain.conversation import Conversation
from chat_server.domain.ids import SiteId
from chat_server.services.ports import Executed, Reader


class SilentPublisher:
    def committed(self, executed: Executed) -> None: ...

    def typing(self, conversation: Conversation, who: Reader, actor_id: str, name: str | None) -> None: ...

    def read(self, conversation: Conversation, reader: Reader, seq: int, public_seq: int) -> None: ...

    def presence_changed(self, site_id: SiteId) -> None: ...

    def session_ended(self, session_token: str) -> None: ...
