"""From the ways of contact to the wire: channels and notices of a session, the kinds of tickets, all in one locale."""

from chat_server.domain.policy import Policy, TicketField, TicketKind, Way, Ways, text_in
from chat_server.wire import outgoing as wire
from chat_server.wire import outgoing_ways as about
from chat_server.wire.outgoing import rfc3339

FACES = "/faces/"  # below the server's address, by the picture's name


def channels(ways: Ways, policy: Policy, locale: str) -> tuple[wire.Channel, ...]:
    """Only what is offered."""
    kinds = tuple(kind.id for kind in policy.ticket_kinds_of(ways.plan.name))
    return tuple(_channel(way, ways.country, kinds, locale) for way in ways.offered)


def _channel(way: Way, country: str | None, kinds: tuple[str, ...], locale: str) -> wire.Channel:
    says, person = way.channel, way.colleague
    phone, with_person = way.kind == "phone", way.kind in {"personal_agent", "account_manager"}
    opens_at = rfc3339(way.opens_at) if way.opens_at else None
    hours = tuple(wire.HoursToday(start=rfc3339(span.start), end=rfc3339(span.end)) for span in way.hours_today)
    return wire.Channel(
        kind=way.kind,
        available=way.open,
        opens_at=opens_at,
        closes_at=rfc3339(way.closes_at) if way.closes_at else None,
        time_zone=way.time_zone,
        rule=way.rule if way.time_zone else None,
        number=says.number_in(country) if says and phone else None,
        note=text_in(way.season.note, locale) or None if way.season and phone else None,
        hours_today=hours if phone else None,
        kinds=kinds if way.kind == "ticket" else None,
        assigned=person is not None if with_person else None,
        name=person.name if person else None,
        face=FACES + person.face if person and person.face else None,
        about=text_in(says.about, locale) or None if says else None,
        next_check_in=rfc3339(way.next_check_in) if way.next_check_in else None,
        back_at=opens_at if person and way.kind == "personal_agent" else None,
        url=says.url or None if says else None,
    )


def notices(ways: Ways, hidden: frozenset[str], locale: str) -> tuple[wire.Notice, ...]:
    """What the plan's merchants are told, without what this one does not want to see again."""
    if not ways.offered:
        return ()
    found: list[wire.Notice] = []
    why = text_in(ways.plan.no_phone, locale)
    if why and not ways.of("phone").offered:
        found.append(wire.Notice(kind="no_phone", text=why))
    survey, phone = ways.of("survey").channel, ways.of("phone")
    if survey:
        elsewhere = survey.url_locale if survey.url_locale != locale else ""
        found.append(
            wire.Notice(
                kind="survey",
                text=text_in(survey.text, locale),
                url=survey.url,
                url_locale=elsewhere or None,
                dismissible=True,
            )
        )
    if phone.season and text_in(phone.season.note, locale):
        found.append(wire.Notice(kind="season", text=text_in(phone.season.note, locale)))
    return tuple(notice for notice in found if notice.kind not in hidden)


def explained(ways: Ways) -> about.Explained:
    return about.Explained(
        tuple(
            about.ExplainedWay(
                kind=way.kind,
                offered=way.offered,
                open=way.open,
                opens_at=rfc3339(way.opens_at) if way.opens_at else None,
                closes_at=rfc3339(way.closes_at) if way.closes_at else None,
                rule=way.rule,
            )
            for way in ways.ways
        )
    )


def ticket_kinds(ways: Ways, policy: Policy, locale: str) -> about.TicketKinds:
    """Those that may be opened; none where tickets are not offered."""
    kinds = policy.ticket_kinds_of(ways.plan.name) if ways.of("ticket").offered else ()
    return about.TicketKinds(tuple(ticket_kind(kind, locale) for kind in kinds))


def ticket_kind(kind: TicketKind, locale: str) -> about.TicketKindView:
    return about.TicketKindView(
        id=kind.id,
        label=text_in(kind.labels, locale),
        fields=tuple(_field(field, locale) for field in kind.fields),
        article_id=kind.article_id,
    )


def _field(field: TicketField, locale: str) -> about.TicketFieldView:
    choices = tuple(
        about.ChoiceView(id=choice, label=text_in(field.choice_labels.get(choice, {}), locale) or choice)
        for choice in field.choices
    )
    return about.TicketFieldView(
        id=field.id,
        type=field.type,
        label=text_in(field.labels, locale),
        required=field.required,
        choices=choices or None,
        max_length=field.max_length if field.type in {"text", "long_text"} else None,
    )
