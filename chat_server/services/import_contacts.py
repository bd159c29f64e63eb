"""People whom the platform describes before they come: its server signs for them, so each is as good as a token."""

from collections.abc import Sequence

import msgspec

from chat_server.domain.contact import LEEWAY_S, Identity, identity_of
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import ContactId, SiteId
from chat_server.services.ports import Ports
from chat_server.services.stored import Described

AT_ONCE = 500  # contacts of one call and one transaction; other writers wait no longer than that takes


class RefusedContact(msgspec.Struct, frozen=True):
    """`index` counts from 0 in what was sent."""

    index: int
    field: str | None
    message: str


class ImportedContacts(msgspec.Struct, frozen=True):
    """`unchanged` are known as described, or by a newer description."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[RefusedContact, ...]


async def import_contacts(ports: Ports, site_id: SiteId, people: Sequence[dict[str, object]]) -> ImportedContacts:
    """Make or update each contact; the newer `iat` wins. One that cannot be used is refused, the others are taken."""
    if len(people) > AT_ONCE:
        raise Invalid(f"At most {AT_ONCE} contacts at once. Send the rest in another call.", field="contacts")
    now = ports.clock.now()
    latest = int(now.timestamp()) + LEEWAY_S
    described: list[Described] = []
    refused: list[RefusedContact] = []
    for index, claims in enumerate(people):
        try:
            described.append(Described(_checked(claims, latest), ContactId(ports.ids.new("con"))))
        except Invalid as problem:
            refused.append(RefusedContact(index, problem.field, f"{problem.message}."))
    effects = await ports.people.describe(site_id, described, now)
    if "updated" in effects:
        ports.publisher.lists_changed(site_id)
    return ImportedContacts(
        created=effects.count("created"),
        updated=effects.count("updated"),
        unchanged=effects.count("unchanged"),
        refused=tuple(refused),
    )


def _checked(claims: dict[str, object], latest: int) -> Identity:
    if "iat" not in claims:
        raise Invalid("Object missing required field `iat`: when this was true", field="iat")
    identity = identity_of({name: value for name, value in claims.items() if name != "exp"})
    if identity.iat > latest:
        raise Invalid("This lies in the future: all later descriptions would count as older", field="iat")
    return identity
