"""A browser says hello: who is it, what may this contact use, and what was left open."""

import msgspec

from chat_server.domain.contact import Contact, Identity, Visitor
from chat_server.domain.conversation import Conversation, Status
from chat_server.domain.errors import Unauthenticated
from chat_server.domain.ids import SiteId, VisitorId
from chat_server.domain.policy import Ways
from chat_server.services.locales import supported
from chat_server.services.ports import Ports
from chat_server.services.queue_place import queue_place
from chat_server.services.queue_ports import QueuePlace
from chat_server.services.ways import contact_ways


class OpenSession(msgspec.Struct, frozen=True):
    """`identity_token` is the platform's signed token, `address` the caller's network address (for limits only)."""

    site_id: SiteId
    address: str
    identity_token: str | None = None
    visitor_token: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    page: str | None = None


class OpenedSession(msgspec.Struct, frozen=True):
    visitor_token: str
    visitor: Visitor
    ways: Ways
    hidden_notices: frozenset[str]
    open_conversation: Conversation | None
    place: QueuePlace | None
    last_conversation: Conversation | None
    unread: int


async def open_session(ports: Ports, command: OpenSession) -> OpenedSession:
    """Raises Unauthenticated for an identity that does not hold; an unknown visitor token just gets a new one."""
    identity = await _vouched(ports, command)
    token, visitor = await _visitor(ports, command, identity)
    if identity is not None:
        visitor = await _identified(ports, visitor, identity)
    current = await ports.store.open_conversation_of(visitor.site_id, visitor.owner_id)
    last = None if current else await _still_answerable(ports, visitor)
    shown = current or last
    return OpenedSession(
        visitor_token=token,
        visitor=visitor,
        ways=await contact_ways(ports, visitor),
        hidden_notices=await ports.notices.hidden(visitor.owner_id),
        open_conversation=current,
        place=await queue_place(ports, current) if current else None,
        last_conversation=last,
        unread=await ports.store.unread(shown.id, "contact") if shown else 0,
    )


async def _vouched(ports: Ports, command: OpenSession) -> Identity | None:
    """Whom the platform vouches for. One whose token expires in the middle of a chat goes on as before, until the chat
    has ended: the token of the browser, which belongs to the same person, is enough for that."""
    if not command.identity_token:
        return None
    try:
        return await ports.signer.verify(command.site_id, command.identity_token)
    except Unauthenticated:
        if await _is_chatting(ports, command, command.identity_token):
            return None
        raise


async def _is_chatting(ports: Ports, command: OpenSession, expired: str) -> bool:
    known = await ports.people.visitor_by_token(command.visitor_token) if command.visitor_token else None
    if known is None or known.contact is None or known.site_id != command.site_id:
        return False
    if await ports.signer.subject(command.site_id, expired) != known.contact.sub:
        return False
    return await ports.store.open_conversation_of(known.site_id, known.owner_id) is not None


async def _visitor(ports: Ports, command: OpenSession, identity: Identity | None) -> tuple[str, Visitor]:
    """The visitor that the token names, or a new one; somebody else in the same browser gets a new one too."""
    known = await ports.people.visitor_by_token(command.visitor_token) if command.visitor_token else None
    if known and known.site_id != command.site_id:
        known = None
    if known and known.contact and identity and known.contact.sub != identity.sub:
        known = None
    signed_locale = identity.locale if identity else None
    if known and command.visitor_token:
        locale = supported(ports.rules, command.locale, signed_locale, known.locale)
        time_zone, page = command.time_zone or known.time_zone, command.page or known.page
        if (locale, time_zone, page) != (known.locale, known.time_zone, known.page):
            await ports.people.update_visitor(known.id, locale=locale, time_zone=time_zone, page=page)
        changed = msgspec.structs.replace(known, locale=locale, time_zone=time_zone, page=page)
        return command.visitor_token, changed
    ports.limiter.check("new_visitors", command.address)
    token = ports.ids.secret()
    visitor = Visitor(
        id=VisitorId(ports.ids.new("vis")),
        site_id=command.site_id,
        locale=supported(ports.rules, command.locale, signed_locale),
        time_zone=command.time_zone,
        page=command.page,
        unsent_question=None,
        created_at=ports.clock.now(),
    )
    await ports.people.add_visitor(visitor, token)
    return token, visitor


async def _identified(ports: Ports, visitor: Visitor, identity: Identity) -> Visitor:
    contact: Contact | None = visitor.contact
    if contact is not None and identity.iat < contact.claims_iat:
        return visitor
    done = await ports.people.identify(visitor.id, identity, ports.ids.new("con"), ports.clock.now())
    known = msgspec.structs.replace(visitor, contact=done.contact)
    ports.publisher.identified(known)
    for executed in done.executed:
        ports.publisher.committed(executed)
    if done.lists_changed:
        ports.publisher.lists_changed(visitor.site_id)
    return known


async def _still_answerable(ports: Ports, visitor: Visitor) -> Conversation | None:
    """The last conversation as long as a reply would reopen it."""
    last = await ports.store.last_conversation_of(visitor.site_id, visitor.owner_id)
    if last is None or last.status is not Status.RESOLVED or last.resolved_at is None:
        return None
    return last if ports.clock.now() - last.resolved_at <= ports.rules.reopen_within else None
