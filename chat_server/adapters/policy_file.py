"""The support policy that ships with the server."""

from zoneinfo import ZoneInfo

from chat_server.domain.policy import ChannelPolicy, PlanPolicy, Policy, TicketField, TicketKind


def shipped_policy() -> Policy:
    chat, ticket = ChannelPolicy(kind="chat"), ChannelPolicy(kind="ticket")
    reasons = ("lost", "damaged", "delayed", "wrong_address", "returned")
    investigation = TicketKind(
        "investigation",
        {"en": "Shipment investigation"},
        (
            TicketField("tracking_number", "text", {"en": "Tracking number"}, required=True, max_length=60),
            TicketField("carrier", "text", {"en": "Carrier"}, required=True, max_length=60),
            TicketField("reason", "choice", {"en": "What is wrong?"}, required=True, choices=reasons),
            TicketField("parcel_value", "money", {"en": "Value of the parcel"}),
            TicketField("photos", "files", {"en": "Photos"}),
            TicketField("receiver_contacted", "yes_no", {"en": "Have you contacted the receiver?"}),
        ),
        due_after_days=5,
        remind_after_days=3,
        article_id="start-an-investigation",
    )
    callback = TicketKind(
        "callback",
        {"en": "Callback"},
        (
            TicketField("wanted_time", "date_time", {"en": "When shall we call?"}, required=True),
            TicketField("phone_number", "text", {"en": "Your phone number"}, required=True, max_length=40),
        ),
        plans=("small_shop", "large_shop", "business"),
    )
    meeting = TicketKind(
        "meeting",
        {"en": "Meeting"},
        (TicketField("wanted_time", "date_time", {"en": "When does it suit you?"}, required=True),),
        plans=("business",),
    )
    kinds = (
        investigation,
        TicketKind("insurance_claim", {"en": "Insurance claim"}),
        TicketKind("general", {"en": "General question"}),
        callback,
        meeting,
    )
    return Policy(
        zone=ZoneInfo("Europe/Madrid"),
        plans=tuple(
            PlanPolicy(name, {"en": name.replace("_", " ").capitalize()}, (chat, ticket))
            for name in ("essential", "small_shop", "large_shop", "business")
        ),
        anonymous_plan="essential",
        ticket_kinds=kinds,
    )
