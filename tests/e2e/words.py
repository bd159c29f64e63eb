"""What stands on the buttons: the words of the widget and the console that the journeys look for, by language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WidgetWords:
    about: str
    close: str
    back: str
    this_helps: str
    nothing: str
    person: str
    helped: str
    yes: str
    no: str
    thanks: str
    missing: str
    not_related: str
    not_answered: str
    comment: str
    send: str
    differently: str
    ask_else: str
    closed: str
    desk_back: str
    desk_empty: str
    next_up: str
    position: str
    write_meanwhile: str
    write: str
    write_again: str
    leave: str
    leave_yes: str
    stay: str
    left: str
    sent: str
    seen: str
    pending: str
    joined: str
    typing: str
    offline: str
    removed: str
    resolved: str
    reopened: str
    rating: str
    remark: str
    rated: str
    your_conversation: str


EN = WidgetWords(
    about="What is it about?",
    close="Close",
    back="Back",
    this_helps="This should help",
    nothing="We have no article on this",
    person="Talk to a person",
    helped="Did this answer your question?",
    yes="Yes",
    no="No",
    thanks="Glad that helped",
    missing="What was missing?",
    not_related="It is about something else",
    not_answered="It is about this, but my answer is not there",
    comment="What would have helped?",
    send="Send",
    differently="Ask differently",
    ask_else="Ask something else",
    closed="Nobody is at the desk",
    desk_back="Somebody is at the desk again.",
    desk_empty="Nobody is at the desk right now",
    next_up="You are next",
    position="You are number {}",
    write_meanwhile="You can already write more",
    write="Write a message",
    write_again="Write again to go on",
    leave="Leave the queue",
    leave_yes="Leave",
    stay="Stay",
    left="You left the queue",
    sent="Sent",
    seen="Read",
    pending="Sending",
    joined="{} is with you now",
    typing="{} is typing",
    offline="No connection.",
    removed="This message was removed",
    resolved="This conversation was resolved",
    reopened="The conversation goes on",
    rating="How was the help you got?",
    remark="Anything to add?",
    rated="Thank you for your rating.",
    your_conversation="Your conversation",
)

ES = WidgetWords(
    about="¿De qué se trata?",
    close="Cerrar",
    back="Volver",
    this_helps="Esto debería ayudarte",
    nothing="No tenemos ningún artículo sobre esto",
    person="Hablar con una persona",
    helped="¿Ha respondido a tu pregunta?",
    yes="Sí",
    no="No",
    thanks="Nos alegra haberte ayudado",
    missing="¿Qué ha faltado?",
    not_related="Trata de otra cosa",
    not_answered="Trata de esto, pero no está mi respuesta",
    comment="¿Qué te habría ayudado?",
    send="Enviar",
    differently="Preguntar de otra forma",
    ask_else="Preguntar otra cosa",
    closed="No hay nadie atendiendo",
    desk_back="Ya vuelve a haber alguien atendiendo.",
    desk_empty="Ahora mismo no hay nadie atendiendo",
    next_up="Te toca enseguida",
    position="Eres el número {}",
    write_meanwhile="Puedes seguir escribiendo",
    write="Escribe un mensaje",
    write_again="Escribe otra vez para continuar",
    leave="Salir de la cola",
    leave_yes="Salir",
    stay="Quedarme",
    left="Has salido de la cola",
    sent="Enviado",
    seen="Leído",
    pending="Enviando",
    joined="Ahora te atiende {}",
    typing="{} está escribiendo",
    offline="Sin conexión.",
    removed="Este mensaje se ha eliminado",
    resolved="Esta conversación se ha resuelto",
    reopened="La conversación continúa",
    rating="¿Qué te ha parecido la ayuda?",
    remark="¿Quieres añadir algo?",
    rated="Gracias por tu valoración.",
    your_conversation="Tu conversación",
)
WIDGET = {"en": EN, "es": ES}


@dataclass(frozen=True)
class ConsoleWords:
    email: str
    password: str
    log_in: str
    wrong: str
    online: str
    away: str
    offline: str
    mine: str
    queue: str
    everything: str
    accept: str
    resolve: str
    note: str
    reply: str
    write_note: str
    reply_to: str
    send: str
    typing: str
    read: str
    sent: str
    redact: str
    redact_yes: str
    redacted: str
    settings: str
    log_out: str
    canned: str
    faster: str
    rated: str
    reopened: str


CONSOLE_EN = ConsoleWords(
    email="E-mail",
    password="Password",
    log_in="Log in",
    wrong="E-mail or password is not right.",
    online="Online",
    away="Away",
    offline="Offline",
    mine="Mine",
    queue="Queue",
    everything="All",
    accept="Accept the chat with {}",
    resolve="Resolve",
    note="Note",
    reply="Reply",
    write_note="Note for agents",
    reply_to="Reply to {}",
    send="Send",
    typing="{} is typing…",
    read="Read",
    sent="Sent",
    redact="Delete message: {}",
    redact_yes="Delete message",
    redacted="This message was deleted.",
    settings="Settings",
    log_out="Log out",
    canned="Canned replies",
    faster="{} was faster and is already helping {}.",
    rated="Rated {} of 5",
    reopened="{} replied: open again",
)
CONSOLE_ES = ConsoleWords(
    email="Correo electrónico",
    password="Contraseña",
    log_in="Entrar",
    wrong="El correo o la contraseña no son correctos.",
    online="En línea",
    away="Ausente",
    offline="Desconectado",
    mine="Míos",
    queue="Cola",
    everything="Todos",
    accept="Aceptar el chat con {}",
    resolve="Resolver",
    note="Nota",
    reply="Respuesta",
    write_note="Nota para agentes",
    reply_to="Responder a {}",
    send="Enviar",
    typing="{} está escribiendo…",
    read="Leído",
    sent="Enviado",
    redact="Eliminar mensaje: {}",
    redact_yes="Eliminar mensaje",
    redacted="Este mensaje se eliminó.",
    settings="Ajustes",
    log_out="Cerrar sesión",
    canned="Respuestas guardadas",
    faster="{} se adelantó y ya atiende a {}.",
    rated="Valoración: {} de 5",
    reopened="{} respondió: abierta de nuevo",
)
CONSOLE = {"en": CONSOLE_EN, "es": CONSOLE_ES}
