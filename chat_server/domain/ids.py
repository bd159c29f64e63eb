"""The kinds of ids, so that a conversation's id is never passed where an agent's belongs.

All ids are opaque URL-safe text: a prefix and at least 122 random bits (see `adapters/system.py`).
"""

from typing import NewType

SiteId = NewType("SiteId", str)
VisitorId = NewType("VisitorId", str)
ContactId = NewType("ContactId", str)
AgentId = NewType("AgentId", str)
QuestionId = NewType("QuestionId", str)
ConversationId = NewType("ConversationId", str)
CannedReplyId = NewType("CannedReplyId", str)
ArticleId = NewType("ArticleId", str)
TicketId = NewType("TicketId", str)
TeamId = NewType("TeamId", str)

# Whoever a question or conversation belongs to: the contact, or the visitor as long as nobody has identified.
OwnerId = NewType("OwnerId", str)

DEFAULT_SITE = SiteId("default")
