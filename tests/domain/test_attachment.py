"""What a file that somebody sent is called from then on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.domain.attachment import LONGEST_NAME, SUFFIXES, safe_name


@pytest.mark.parametrize(
    ("wished", "media_type", "called"),
    [
        ("broken box.png", "image/png", "broken box.png"),
        ("FOTO.JPG", "image/jpeg", "FOTO.JPG"),
        ("foto.jpeg", "image/jpeg", "foto.jpeg"),
        ("list.csv", "text/plain", "list.csv"),
        ("paquete dañado ☂.pdf", "application/pdf", "paquete dañado ☂.pdf"),
        ("", "image/png", "attachment.png"),
        (".png", "image/png", "png.png"),
        ("...", "application/pdf", "attachment.pdf"),
        ("invoice.html", "text/plain", "invoice.html.txt"),
        ("invoice.pdf", "image/png", "invoice.pdf.png"),
        ("setup.exe", "application/pdf", "setup.exe.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Vera\\box.png", "image/png", "box.png"),
        ("a\r\nSet-Cookie: x.png", "image/png", "aSet-Cookie: x.png"),
        ("nul\x00.png", "image/png", "nul.png"),
        ("gnp.\u202etxt.exe", "text/plain", "gnp.txt.exe.txt"),
        ("zero\u200bwidth.txt", "text/plain", "zerowidth.txt"),
        ("half \ud800.txt", "text/plain", "half .txt"),
    ],
)
def test_the_ending_fits_the_content_and_nothing_unseen_stays(wished: str, media_type: str, called: str) -> None:
    assert safe_name(wished, media_type) == called


@given(st.text(max_size=400), st.sampled_from(sorted(SUFFIXES)))
def test_no_name_is_too_long_has_folders_or_promises_a_program(wished: str, media_type: str) -> None:
    called = safe_name(wished, media_type)
    assert 0 < len(called) <= LONGEST_NAME
    assert called.lower().endswith(SUFFIXES[media_type])
    assert not set(called) & {"/", "\\", "\x00", "\r", "\n"}
    assert safe_name(called, media_type) == called
