"""The figures that `/metrics` shows. The library's registry is process-wide, so they are declared once, here."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("chat_http_requests", "HTTP requests answered", ("method", "route", "status"))
REQUEST_SECONDS = Histogram(
    "chat_http_request_seconds",
    "Time to answer an HTTP request",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
COMMANDS = Counter(
    "chat_commands", "Socket commands acknowledged; result is ok or the error's code", ("command", "result")
)
SOCKETS = Gauge("chat_sockets", "Authenticated sockets open now", ("namespace",))
EVENTS = Counter("chat_events", "Events committed by this process", ("type",))
