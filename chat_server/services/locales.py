"""Which of the locales that we have serves the one that was asked for."""

from chat_server.services.rules import Rules


def supported(rules: Rules, *wishes: str | None) -> str:
    """The first wish that we have, by its language (`es-MX` is served by `es`), else the default."""
    for wish in wishes:
        language = (wish or "").replace("_", "-").split("-")[0].lower()
        if language in rules.locales:
            return language
    return rules.default_locale
