"""A good example of everything that may come in, by kind of command."""

from chat_server.wire import incoming
from chat_server.wire.incoming import Incoming

CONVERSATION = "cnv_01hx3k9v2m"
GOOD: dict[type[Incoming], dict[str, object]] = {
    incoming.OpenSession: {
        "token": "a.b.c",
        "visitor_token": "t",
        "locale": "es-MX",
        "time_zone": "Europe/Madrid",
        "page": "https://shop.example/orders?a=1",
    },
    incoming.SuggestArticles: {"question": "parcel", "locale": "es", "visitor_token": "t", "token": "t"},
    incoming.AskQuestion: {"question": "Where is my parcel?", "client_id": "c-1", "locale": "es", "page": "/orders"},
    incoming.RecordReading: {"article_id": "track-a-parcel", "dwell_ms": 1200},
    incoming.RecordOutcome: {"outcome": "not_related", "article_id": "track-a-parcel", "comment": "Not mine"},
    incoming.Escalate: {"question_id": "que_01hx3k9v2m", "client_id": "c-1"},
    incoming.LogIn: {"email": "amir@parcelo.example", "password": "lemon tree"},
    incoming.SaveCannedReply: {"shortcut": "hi", "title": "Greeting", "text": "Hello", "locale": "es"},
    incoming.SendMessage: {
        "conversation_id": CONVERSATION,
        "client_id": "c-1",
        "text": "Hello",
        "article_id": "track-a-parcel",
    },
    incoming.AddNote: {"conversation_id": CONVERSATION, "client_id": "c-1", "text": "A good customer"},
    incoming.TransferConversation: {"conversation_id": CONVERSATION, "to": "agt_1", "note": "Speaks Spanish."},
    incoming.OfConversation: {"conversation_id": CONVERSATION},
    incoming.MarkRead: {"conversation_id": CONVERSATION, "seq": 7},
    incoming.CatchUp: {"conversation_id": CONVERSATION, "after": 7},
    incoming.Rate: {"conversation_id": CONVERSATION, "score": 5, "comment": "Quick"},
    incoming.RedactMessage: {"conversation_id": CONVERSATION, "seq": 7},
    incoming.SetAvailability: {"availability": "online"},
    incoming.SuggestToAgent: {"text": "parcel", "locale": "es"},
    incoming.Inbox: {},
    incoming.ImportContacts: {"contacts": [{"sub": "m-1", "iat": 1_700_000_000, "plan": "small_shop"}]},
}
