"""What is understood of mails as they come: what is new in them, who sent them, and that nothing breaks the reader."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.adapters.mail_html import text_of
from chat_server.adapters.mail_quotes import new_text
from chat_server.adapters.mail_text import read_mail
from tests.support.mails import an_answer

ANSWER = "Fue el vecino.\n\nGracias"
QUOTED = "> ¿Qué destinatario?\n>\n> Amir"
ATTRIBUTIONS = [
    "On Mon, Mar 2, 2026 at 10:15 AM Parcelo <reply+abc@in.parcelo.example> wrote:",
    "On 2 Mar 2026, at 10:15, Parcelo <reply+abc@in.parcelo.example>\nwrote:",
    "El lun, 2 mar 2026 a las 10:15, Parcelo (<reply+abc@in.parcelo.example>)\nescribió:",
    "El 02/03/2026 a las 10:15, Parcelo escribió:",
    "Am Mo., 2. März 2026 um 10:15 Uhr schrieb Parcelo <\nreply+abc@in.parcelo.example>:",
    "Am 02.03.26 um 10:15 schrieb Parcelo:",
    "Le lun. 2 mars 2026 à 10:15, Parcelo <reply+abc@in.parcelo.example> a\nécrit :",
    "Le 02/03/2026 à 10:15, Parcelo a écrit :",
    "Il giorno lun 2 mar 2026 alle ore 10:15 Parcelo <\nreply+abc@in.parcelo.example> ha scritto:",
    "Il 02/03/2026 10:15, Parcelo ha scritto:",
    "Op ma 2 mrt 2026 om 10:15 schreef Parcelo <reply+abc@in.parcelo.example>:",
    "Op 02-03-2026 om 10:15 schreef Parcelo:",
]
HEADERS = [
    "From: Parcelo\nSent: Monday, 2 March 2026 10:15\nTo: Vera\nSubject: Parcel lost",
    "De: Parcelo\nEnviado el: lunes, 2 de marzo de 2026 10:15\nPara: Vera\nAsunto: Perdido",
    "Von: Parcelo\nGesendet: Montag, 2. März 2026 10:15\nAn: Vera\nBetreff: Verloren",
    "De : Parcelo\nEnvoyé : lundi 2 mars 2026 10:15\nÀ : Vera\nObjet : Perdu",
    "Da: Parcelo\nInviato: lunedì 2 marzo 2026 10:15\nA: Vera\nOggetto: Perso",
    "Van: Parcelo\nVerzonden: maandag 2 maart 2026 10:15\nAan: Vera\nOnderwerp: Kwijt",
    "-----Original Message-----\nFrom: Parcelo",
    "-----Mensaje original-----\nDe: Parcelo",
    "-----Ursprüngliche Nachricht-----\nVon: Parcelo",
    "-----Message d'origine-----\nDe : Parcelo",
    "-----Messaggio originale-----\nDa: Parcelo",
    "-----Oorspronkelijk bericht-----\nVan: Parcelo",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_the_answered_mail_is_cut_in_every_language(attribution: str) -> None:
    assert new_text(f"{ANSWER}\n\n{attribution}\n\n{QUOTED}\n") == ANSWER
    assert new_text(f"{ANSWER}\r\n\r\n{attribution}\r\n¿Qué destinatario?\r\n") == ANSWER


@pytest.mark.parametrize("headers", HEADERS)
def test_the_answered_mail_is_cut_where_its_headers_stand_in_the_text(headers: str) -> None:
    assert new_text(f"{ANSWER}\n\n{headers}\n\n¿Qué destinatario?\n") == ANSWER


def test_answers_between_quoted_lines_stay() -> None:
    text = f"Hola\n\n{ATTRIBUTIONS[0]}\n> ¿Qué destinatario?\nEl vecino.\n> ¿Y el valor?\n90 euros.\n"
    assert new_text(text) == "Hola\n\nEl vecino.\n90 euros."


def test_an_answer_below_the_quoted_mail_stays() -> None:
    assert new_text(f"{ATTRIBUTIONS[0]}\n{QUOTED}\n\n{ANSWER}\n") == ANSWER


@pytest.mark.parametrize(
    "sentence",
    [
        "On Monday they wrote: not our parcel.",
        "On Monday they wrote:\nnot our parcel",
        "From: the warehouse we hear that it is lost.",
        "El cliente escribió:\nno lo tengo",
        "De: 3 cajas, falta 1",
    ],
)
def test_sentences_that_only_look_like_the_start_of_an_old_mail_stay(sentence: str) -> None:
    assert new_text(f"Hola\n{sentence}\nVera") == f"Hola\n{sentence}\nVera"


@pytest.mark.parametrize(
    "end",
    [
        "-- \nVera Molina\nAlma Cerámica",
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
    ],
)
def test_signatures_and_advertisements_of_phones_go(end: str) -> None:
    assert new_text(f"{ANSWER}\n\n{end}\n") == ANSWER


def test_who_only_wrote_in_the_quoted_style_is_heard_all_the_same() -> None:
    assert new_text("> yes\n> please") == "> yes\n> please"


def test_html_becomes_lines_and_its_quotes_go() -> None:
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Fue el <b>vecino</b>&nbsp;&amp; ya.</p>"
        "<ul><li>uno</li><li>dos</li></ul><script>alert(1)</script>"
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On some day Amir wrote:<br></div>'
        "<blockquote>¿Qué destinatario?</blockquote></div></body></html>"
    )
    assert new_text(text_of(html)) == "Fue el vecino & ya.\n\n- uno\n- dos"


def test_what_outlook_quotes_in_html_is_cut() -> None:
    html = "<div>Fue el vecino.</div><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'>Parcelo<br>hoy</div>viejo"
    assert new_text(text_of(html)) == "Fue el vecino."


def written(**headers: str) -> bytes:
    return an_answer("reply+x@in.parcelo.example", **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<news.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@mx.example"},
        {"sender": "No-Reply <no-reply@carrier.example>"},
        {"Message_ID": "<mail_l5e6bxvyemculkc3hntckvfv6vbcefa3@in.parcelo.example>"},
    ],
)
def test_machines_are_told_from_people(headers: dict[str, str]) -> None:
    assert read_mail(written(**headers)).automatic is not None


def test_a_person_is_no_machine() -> None:
    read = read_mail(written(Auto_Submitted="no", Precedence="first-class"))
    assert read.automatic is None
    assert read.sender == "vera@almaceramica.example"
    assert read.recipients == ("reply+x@in.parcelo.example",)
    assert read.text == "It was the neighbour."


BOUNCE = b"""From: MAILER-DAEMON@mx.example
To: reply+x@in.parcelo.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-ID: <bounce-1@mx.example>

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; vera@almaceramica.example
Action: ACTION
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: support@parcelo.example
Message-ID: <mail_l5e6bxvyemculkc3hntckvfv6vbcefa3@in.parcelo.example>

--b--
"""


def test_a_report_says_which_mail_did_not_arrive_and_why() -> None:
    bounce = read_mail(BOUNCE.replace(b"ACTION", b"failed")).bounce
    assert bounce is not None
    assert "no such user" in bounce.reason
    assert bounce.original_id == "<mail_l5e6bxvyemculkc3hntckvfv6vbcefa3@in.parcelo.example>"


def test_a_report_of_a_delay_is_no_bounce() -> None:
    read = read_mail(BOUNCE.replace(b"ACTION", b"delayed"))
    assert read.bounce is None
    assert read.automatic is not None


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252"])
def test_every_encoding_is_read(charset: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "vera@almaceramica.example", "reply+x@in.parcelo.example"
    message.set_content("Está roto: año, señal, ¿qué?", charset=charset)
    assert read_mail(message.as_bytes()).text == "Está roto: año, señal, ¿qué?"


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-8", '"', "base64", "rot13"])
def test_a_wrong_encoding_is_read_as_well_as_it_can_be(charset: str) -> None:
    raw = f"From: v@x.example\nContent-Type: text/plain; charset={charset}\n\nEst".encode() + b"\xe1 roto"
    assert read_mail(raw).text.startswith("Est")


def test_files_keep_their_names_and_their_bytes() -> None:
    message = EmailMessage()
    message["From"] = "vera@almaceramica.example"
    message.set_content("Mira la foto")
    message.add_attachment(b"\x89PNG...", maintype="image", subtype="png", filename="año\r\n ../..\x00.png")
    message.add_attachment("uno", filename="lista.txt")
    read = read_mail(message.as_bytes())
    assert read.text == "Mira la foto"
    assert [(file.name.isprintable(), file.media_type, file.content.strip()) for file in read.files] == [
        (True, "image/png", b"\x89PNG..."),
        (True, "text/plain", b"uno"),
    ]


HOSTILE = [
    b"",
    b"\x00" * 1000,
    b"From: " + b"a" * 1_000_000,
    b"From: " + b"<" * 5000 + b"\nTo: " + b'"' * 5000,
    b"From: (" + b"(" * 3000,
    b"Subject: =?utf-8?b?" + b"A" * 5000 + b"?=\n\nx",
    b"Subject: =?x?q?=00?= =?utf-8?q?=ff?=\n\nx",
    b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 3000,
    b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    b"Content-Type: text/html\n\n" + b"<blockquote>" * 50_000 + b"x",
    b"Content-Type: text/html\n\n<![if x<!-- <!DOCTYPE <![CDATA[",
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n====",
    b"Content-Type: text/plain; charset*=utf-16''x%00; charset=\x00\n\nx",
    b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename*1=x\n\nx",
    b"Message-ID: " + b"<x@y>" * 1000 + b"\n\nx",
    b"To: undisclosed-recipients:;\nFrom: @\nDate: never\n\nx",
    b"\n".join(b"On 1 2 @ wrote" for _ in range(50_000)),
    b"From: v@x.example\n\n" + b"> " * 100_000,
    b"From: v@x.example\n\n" + b"On " * 200_000 + b"wrote:",
]


@pytest.mark.parametrize("raw", HOSTILE)
def test_no_mail_stops_the_reader(raw: bytes) -> None:
    read = read_mail(raw)
    assert 0 < len(read.message_id) <= 250
    assert all(file.name.isprintable() for file in read.files)


def test_a_mail_nested_a_thousand_times_is_left_unread() -> None:
    inner = b"Content-Type: text/plain\n\nx"
    for depth in range(1000):
        boundary = f"b{depth}".encode()
        inner = b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n%s\n--%s--' % (
            boundary,
            boundary,
            inner,
            boundary,
        )
    assert read_mail(b"From: v@x.example\n" + inner).files == ()


@given(st.binary(max_size=400), st.sampled_from([b"", b"From: ", b"Content-Type: ", b"Content-Type: multipart/mixed;"]))
def test_nothing_stops_the_reader(raw: bytes, start: bytes) -> None:
    assert read_mail(start + raw).message_id


@given(st.text(alphabet=st.sampled_from("ab>:@1 \n-_ OnFrowt"), max_size=200))
def test_whoever_writes_something_is_heard(text: str) -> None:
    assert bool(new_text(text)) == bool(text.strip())
