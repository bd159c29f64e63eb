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
LOOP_LAG_SECONDS = Histogram(
    "chat_loop_lag_seconds",
    "How late the event loop woke up a task that had slept for 50 ms",
    buckets=(0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
MAILS = Counter("chat_mails", "Mails handed to the mail server, or refused by it", ("result",))
MAIL_SERVER_DOWN = Gauge("chat_mail_server_down", "1 while the mail server cannot be reached and mails wait")
