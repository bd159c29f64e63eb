"""The rows of the widget's table: who looks when and from where, and what has to stand in the panel."""

from dataclasses import dataclass, field

from chat_server.domain.agent import Availability
from tests.support.people import LUCIA
from tests.ways.brief import NOBODY, UNKNOWN


@dataclass(frozen=True)
class Words:
    """What stands in the panel in one language."""

    phone: str
    call_back: str
    no_phone: str
    in_english: str
    agent: str
    manager: str
    meeting: str


WORDS = {
    "es": Words(
        "Teléfono",
        "Pide que te llamemos",
        "Tu plan no incluye teléfono",
        "(en inglés)",
        "Tu agente personal",
        "Tu gestor de cuenta",
        "Pedir una reunión",
    ),
    "en": Words(
        "Phone",
        "Ask us to call you back",
        "There is no phone on your plan",
        "",
        "Your personal agent",
        "Your account manager",
        "Ask for a meeting",
    ),
    "nl": Words(
        "Telefoon",
        "Vraag ons je terug te bellen",
        "geen telefoon",
        "(in het Engels)",
        "Je persoonlijke medewerker",
        "Je accountmanager",
        "Een afspraak vragen",
    ),
    "de": Words(
        "Telefon",
        "Um Rückruf bitten",
        "kein Telefon",
        "(auf Englisch)",
        "Deine persönliche Ansprechperson",
        "Deine Kundenbetreuung",
        "Um ein Gespräch bitten",
    ),
    "fr": Words(
        "Téléphone",
        "Demander à être rappelé",
        "ne comprend pas le téléphone",
        "(en anglais)",
        "Votre conseiller personnel",
        "Votre gestionnaire de compte",
        "Demander un rendez-vous",
    ),
    "it": Words(
        "Telefono",
        "Chiedi di essere richiamato",
        "non include il telefono",
        "(in inglese)",
        "Il tuo agente personale",
        "Il tuo account manager",
        "Chiedi un incontro",
    ),
}


@dataclass(frozen=True)
class Row:
    """Who looks when and from where, and what stands there; without `number` there is no phone, and so on."""

    plan: str
    country: str | None
    locale: str
    moment: str
    plan_shown: str | None
    zone: str = "Europe/Madrid"
    number: str | None = None
    calls_back: bool = False
    phone: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    manager: tuple[str, ...] = ()
    claims: dict[str, str] = field(default_factory=dict)
    lucia: Availability = Availability.OFFLINE


ROWS = [
    Row("essential", "ES", "es", "a working day 17:15", "Plan: Essential"),
    Row(
        "small_shop",
        "ES",
        "es",
        "a working day 17:45",
        "Plan: Small shop",
        number="+34 010 960 123",
        calls_back=True,
        phone=("Abre el miércoles, 9:00", "Hoy: 9:00–17:30 (hora de Europa central)"),
    ),
    Row(
        "small_shop",
        "NL",
        "en",
        "a working day 17:15",
        "Plan: Small shop",
        zone="Europe/London",
        number="+31 20 096 0123",
        phone=(
            "Open until 4:30 PM",
            "Today 8:00 AM – 4:30 PM in your time (the line is on Central European Time)",
        ),
    ),
    Row(
        "large_shop",
        "DE",
        "de",
        "a working day 17:45",
        "Plan: Large shop",
        zone="Europe/Berlin",
        number="+49 30 23125 123",
        phone=("Geöffnet bis 18:00", "Heute 09:00–18:00 Uhr (Mitteleuropäische Zeit)"),
        agent=("Deine persönliche Ansprechperson wird gerade bestimmt",),
    ),
    Row(
        "business",
        "PT",
        "fr",
        "a working day 18:15",
        "Formule : Business",
        zone="Atlantic/Canary",
        number="+44 1632 960 123",
        calls_back=True,
        phone=("Ouvre mercredi 08:00", "Aujourd’hui : 08:00 – 17:00 à votre heure", "heure d’Europe centrale)"),
        agent=("Lucía", "De retour mercredi 08:00"),
        manager=("Bram Vos", "Connaît votre activité", "Prochain point : jeudi 31 décembre"),
        claims={"personal_agent": LUCIA, "account_manager": "Bram Vos"},
    ),
    Row(
        "small_shop",
        "NL",
        "nl",
        "Sunday",
        "Plan: Small shop",
        zone="Europe/Amsterdam",
        number="+31 20 096 0123",
        calls_back=True,
        phone=("Open vanaf maandag", "09:00", "Vandaag gesloten (Midden-Europese tijd)"),
    ),
    Row(
        "large_shop",
        "IT",
        "it",
        "a holiday",
        "Piano: Large shop",
        zone="Europe/Rome",
        number="+39 010 0960 123",
        calls_back=True,
        phone=("Apre lunedì 09:00", "Oggi chiuso (Ora dell’Europa centrale)"),
        agent=("Lucía", "Disponibile ora"),
        claims={"personal_agent": LUCIA},
        lucia=Availability.ONLINE,
    ),
    Row(
        "business",
        "DE",
        "de",
        "the season",
        "Plan: Business",
        number="+49 30 23125 123",
        phone=("Geöffnet bis 20:00", "Heute 09:00–20:00 Uhr", "Es ist Hochsaison"),
        agent=("Deine persönliche Ansprechperson wird gerade bestimmt",),
        manager=("Deine Kundenbetreuung wird gerade bestimmt", "Kennt dein Geschäft"),
    ),
    Row(
        "small_shop",
        "ES",
        "en",
        "the night when clocks go forward",
        "Plan: Small shop",
        number="+34 010 960 123",
        calls_back=True,
        phone=("Opens Monday 9:00 AM", "Closed today (Central European Time)"),
    ),
    Row(
        "small_shop",
        "NL",
        "es",
        "the second half past two when clocks go back",
        "Plan: Small shop",
        zone="America/New_York",
        number="+31 20 096 0123",
        calls_back=True,
        phone=("Abre el lunes, 4:00", "Hoy cerrado en tu hora", "hora de Europa central)"),
    ),
    Row(NOBODY, None, "nl", "a working day 17:15", None),
    Row(UNKNOWN, "FR", "fr", "the season", "Formule : Essential"),
    Row("essential", "IT", "it", "a working day 17:45", "Piano: Essential"),
    Row("essential", "NL", "en", "a working day 18:15", "Plan: Essential"),
]
