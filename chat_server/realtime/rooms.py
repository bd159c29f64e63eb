"""The rooms that sockets are in. Everything goes to a named room, nothing to a whole namespace."""

VISITORS = "/visitor"
AGENTS = "/agent"


def of_owner(owner_id: str) -> str:
    """All tabs and devices of one contact or visitor."""
    return f"owner:{owner_id}"


def of_agent(agent_id: str) -> str:
    """All tabs of one agent."""
    return f"agent:{agent_id}"


def viewing(conversation_id: str) -> str:
    """The agents who have this conversation open."""
    return f"viewing:{conversation_id}"


def of_site(site_id: str) -> str:
    """Everybody of one kind on a site, for signals that carry nobody's data."""
    return f"site:{site_id}"
