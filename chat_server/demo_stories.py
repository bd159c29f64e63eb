"""What the demo tells: three agents, their canned replies, and one conversation in every state."""

from dataclasses import dataclass, field

from chat_server.domain.plan import UNKNOWN_PLAN, Plan


@dataclass(frozen=True)
class DemoAgent:
    key: str
    name: str
    email: str
    password: str
    languages: tuple[str, ...] = ()
    admin: bool = False


AGENTS = (
    DemoAgent("amir", "Amir", "amir@parcelo.example", "demo-amir", admin=True),
    DemoAgent("lucia", "Lucía", "lucia@parcelo.example", "demo-lucia", ("es", "en")),
    DemoAgent("bram", "Bram", "bram@parcelo.example", "demo-bram", ("nl", "en", "de")),
)
LOGINS = tuple((agent.email, agent.password) for agent in AGENTS)

# shortcut, title, text, locale
CANNED_REPLIES = (
    (
        "hello",
        "Greeting",
        "Hello {{contact.name}}, this is {{agent.name}}. I have read your question and the articles you tried.",
        "en",
    ),
    (
        "hola",
        "Saludo",
        "Hola, {{contact.name}}, soy {{agent.name}}. He leído tu pregunta y los artículos que ya has probado.",
        "es",
    ),
    (
        "tracking",
        "Ask for the tracking number",
        "Could you send me the tracking number? It stands on the label, under the barcode.",
        "en",
    ),
    (
        "seguimiento",
        "Pedir el número de seguimiento",
        "¿Me pasas el número de seguimiento? Está en la etiqueta, debajo del código de barras.",
        "es",
    ),
    (
        "investigation",
        "How an investigation goes on",
        "I have started an investigation with the carrier. Carriers answer within 5 to 10 working days; you will see "
        "every change in the ticket and get it by e-mail.",
        "en",
    ),
    ("despedida", "Despedida", "¡Gracias por escribirnos! Si te surge algo más, responde aquí mismo.", "es"),
    ("dank", "Afsluiting", "Graag gedaan! Komt er nog iets bij, antwoord dan gewoon in dit gesprek.", "nl"),
)


@dataclass(frozen=True)
class Story:
    """`steps` are (who or what, text) in order; without `name` the merchant is an anonymous visitor."""

    minutes_ago: float
    question: str
    locale: str
    name: str = ""
    email: str | None = None
    plan: Plan = UNKNOWN_PLAN
    country: str | None = None
    time_zone: str | None = None
    page: str | None = None
    reads: bool = False
    why_not: str = ""
    agent: str = "amir"
    steps: tuple[tuple[str, str], ...] = field(default=())


STORIES = (
    Story(
        minutes_ago=1490,
        question="The label printer leaves half of the barcode off",
        locale="en",
        name="Tom Hartley",
        email="tom@hartleyprints.example",
        plan=Plan("small_shop"),
        country="NL",
        time_zone="Europe/Amsterdam",
        page="https://app.parcelo.example/labels",
        reads=True,
        why_not="I set the paper size, it still cuts off",
        agent="bram",
        steps=(
            ("accept", ""),
            ("agent", "Hi Tom, is scaling in the print dialog at 100 %, or at 'fit to page'?"),
            ("merchant", "It was on fit to page! At 100 % it prints all of it."),
            ("agent", "That is it. I make a note for the article, others will stumble over it too."),
            ("note", "Article print-labels-thermal-printer: mention the scaling before the paper size."),
            ("resolve", ""),
            ("rate", "5 Quick and friendly"),
        ),
    ),
    Story(
        minutes_ago=310,
        question="¿Puedo recoger hoy mismo? El mensajero no ha pasado",
        locale="es",
        name="Marcos Gil",
        email="marcos@hilosgil.example",
        plan=Plan("essential"),
        country="ES",
        time_zone="Europe/Madrid",
        page="https://app.parcelo.example/pickups",
        agent="lucia",
        steps=(("merchant", "Lo intento más tarde, tengo clientes en la tienda."), ("leave", "")),
    ),
    Story(
        minutes_ago=95,
        question="Wie viel Zoll zahlt mein Kunde in der Schweiz?",
        locale="de",
        name="Jonas Weber",
        email="jonas@holzwerk-weber.example",
        plan=Plan("large_shop"),
        country="DE",
        time_zone="Europe/Berlin",
        page="https://app.parcelo.example/shipments/new",
        reads=True,
        agent="bram",
        steps=(
            ("accept", ""),
            ("agent", "Hallo Jonas, geht es um eine einzelne Sendung oder um deine Versandregel für die Schweiz?"),
            ("merchant", "Um die Regel, wir haben etwa 40 Sendungen im Monat."),
            ("resolve", ""),
            ("offline", ""),
        ),
    ),
    Story(
        minutes_ago=26,
        question="Mi cliente dice que el paquete figura como entregado pero no lo tiene",
        locale="es",
        name="Vera Molina",
        email="vera@almaceramica.example",
        plan=Plan("small_shop"),
        country="ES",
        time_zone="Europe/Madrid",
        page="https://app.parcelo.example/shipments/PX-20391",
        reads=True,
        why_not="Ya ha preguntado a los vecinos",
        agent="lucia",
        steps=(
            ("accept", ""),
            ("agent", "Hola, Vera, soy Lucía. ¿Me confirmas si el envío es el PX-20391 de Iberpaq?"),
            ("merchant", "Sí, ese. El cliente vive en un bajo y no hay portero."),
            ("note", "Firma ilegible en el justificante; pedir la posición GPS a Iberpaq."),
            ("agent", "Gracias. Pido ahora mismo a Iberpaq el justificante de entrega con la posición."),
            ("merchant", "Perfecto, espero por aquí. 🙏"),
        ),
    ),
    Story(
        minutes_ago=9,
        question="Ophaalmoment gemist, komt de chauffeur vandaag nog terug?",
        locale="nl",
        name="Sanne de Boer",
        email="sanne@papierenzo.example",
        plan=Plan("small_shop"),
        country="NL",
        time_zone="Europe/Amsterdam",
        page="https://app.parcelo.example/pickups",
        agent="bram",
        steps=(("merchant", "Er staan 14 pakketten klaar bij de achterdeur."),),
    ),
    Story(
        minutes_ago=4,
        question="I cannot connect my shop, it says the API key is not valid",
        locale="en",
        page="https://app.parcelo.example/integrations",
        reads=True,
    ),
)
