"""Every route of the server in one list."""

from aiohttp import web

from chat_server.web import console_api, health, help_centre, pages, static_files, widget_api


def routes(*, demo: bool) -> list[web.RouteDef]:
    """`demo` adds what only the demo has."""
    listed = [
        web.get("/", pages.demo_page),
        web.get("/chat", pages.chat_page),
        web.get("/console", pages.console_page),
        web.get("/help", help_centre.help_root),
        web.get("/help/", help_centre.help_root),
        web.get("/help/{locale}", help_centre.help_index),
        web.get("/help/{locale}/", help_centre.help_index),
        web.get("/help/{locale}/search", help_centre.help_search),
        web.get("/help/{locale}/{slug}", help_centre.help_article),
        web.get("/robots.txt", pages.robots),
        web.get("/sitemap.xml", pages.sitemap),
        web.get("/widget.js", static_files.loader),
        web.get("/static/dist/{path:.+}", static_files.built),
        web.get("/healthz", health.healthz),
        web.get("/readyz", health.readyz),
        web.get("/metrics", health.metrics),
        web.post("/api/widget/session", widget_api.session),
        web.post("/api/widget/suggestions", widget_api.suggestions),
        web.post("/api/widget/questions", widget_api.questions),
        web.post("/api/widget/questions/{question_id}/read", widget_api.read),
        web.post("/api/widget/questions/{question_id}/outcome", widget_api.outcome),
        web.post("/api/widget/conversations", widget_api.conversations),
        web.get("/api/widget/conversations/{conversation_id}/events", widget_api.events),
        web.get("/api/widget/articles/{article_id}", widget_api.article),
        web.post("/api/console/session", console_api.open_session),
        web.get("/api/console/session", console_api.session),
        web.delete("/api/console/session", console_api.close_session),
        web.get("/api/console/canned-replies", console_api.canned_replies),
        web.post("/api/console/canned-replies", console_api.save),
        web.put("/api/console/canned-replies/{reply_id}", console_api.save),
        web.delete("/api/console/canned-replies/{reply_id}", console_api.delete),
        web.get("/api/console/conversations", console_api.conversations),
        web.get("/api/console/articles/{article_id}", console_api.article),
    ]
    return [*listed, web.post("/demo/identity", pages.demo_identity)] if demo else listed
