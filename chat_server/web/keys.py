"""What the handlers find in the application, each under a typed key."""

from aiohttp import web
from jinja2 import Environment

from chat_server.services.ports import Ports
from chat_server.web.assets import Assets
from chat_server.web.config import WebConfig

PORTS = web.AppKey("ports", Ports)
CONFIG = web.AppKey("config", WebConfig)
TEMPLATES = web.AppKey("templates", Environment)
ASSET = web.AppKey("asset", Assets)
