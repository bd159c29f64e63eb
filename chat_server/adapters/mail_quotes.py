"""What somebody newly wrote in a mail: without the mail that it answers, the signature and a phone's advertisement.

Mail programs agree on nothing, so this errs on the side of keeping. Answers between quoted lines stay.
"""

import re
from itertools import islice

LONGEST_TEXT = 200_000  # characters that are looked at; more is no answer
LONGEST_LINE = 500  # characters of a line that the patterns look at
# Set by the HTML reader where a program says by its mark-up that the old mail begins.
QUOTE_BEGINS = "\ue000"

# "On Mon, 2 Mar 2026 at 10:00, Amir <...> wrote:" as mail programs write it in our languages and their neighbours'.
_BEGINS = re.compile(r"(on|el|am|le|il|op|em|a|den|w dniu)\b", re.IGNORECASE)
# What stands before the colon at the end; the verbs after which Germanic languages put who it was may come earlier.
_WROTE = re.compile(
    r"\b(schrieb|schreef|skrev)\b"
    r"|\b(wrote|escribi[oó]|a [eé]crit|ha scritto|escreveu|va escriure|napisa[lł]\(?a?\)?)$",
    re.IGNORECASE,
)
_LONGEST_ATTRIBUTION = 4  # lines; programs wrap it
_LONGEST_GAP = 50  # empty lines between it and what it quotes

_ORIGINAL = re.compile(
    r"[-_\s]{3,}+(original message|mensaje original|ursprüngliche nachricht|originalnachricht|message d.origine"
    r"|messaggio originale|oorspronkelijk bericht|forwarded message|mensaje reenviado|weitergeleitete nachricht"
    r"|message transféré|messaggio inoltrato|doorgestuurd bericht)\s*[-_ ]{3,}",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(from|von|de|da|van)\s?:\*?\s\S", re.IGNORECASE)
_FROM_FOLLOWS = re.compile(
    r"\*?(sent|date|gesendet|datum|enviado( el)?|fecha|envoyé|inviato|data|verzonden)\s?:\*?\s\S", re.IGNORECASE
)
_ADVERTISEMENT = re.compile(
    r"(sent from|get outlook for|enviado desde|obtener outlook|(von|vom) mein\w* .+ gesendet|gesendet (von|mit)"
    r"|envoyé de(puis)?|télécharge[rz] outlook|inviato da(l)?|verstuurd vanaf|verzonden (met|vanaf|vanuit))\b.{0,60}$",
    re.IGNORECASE,
)
_SPACES = str.maketrans({"\xa0": " ", **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n")})
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))


def new_text(text: str) -> str:
    """The new part; everything when nothing else is left, because it may all be an answer in the quoted style."""
    lines = tidy(text).split("\n")
    kept = _without_old_mail(lines)
    fresh = [line for line in kept if not line.startswith(">")]
    return _joined(_without_signature(fresh)) or _joined([line for line in lines if line != QUOTE_BEGINS])


def tidy(text: str) -> str:
    """One kind of line break and of space, nothing invisible, not endless."""
    plain = text[:LONGEST_TEXT].replace("\r\n", "\n").translate(_SPACES).translate(_INVISIBLE)
    lines = (line.rstrip() for line in plain.split("\n"))
    return "\n".join("".join(c for c in line if c.isprintable() or c in f"\t{QUOTE_BEGINS}") for line in lines)


def _without_old_mail(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _old_mail_begins(lines, at):
            break
        length = _attribution(lines, at)
        if not length:
            kept.append(lines[at])
            at += 1
            continue
        after = next((line for line in islice(lines, at + length, at + length + _LONGEST_GAP) if line), "")
        if not after.startswith(">"):
            break  # the old mail follows as it was: nobody can tell where it ends
        at += length
    return kept


def _old_mail_begins(lines: list[str], at: int) -> bool:
    line = lines[at][:LONGEST_LINE].strip()
    if line == QUOTE_BEGINS or _ORIGINAL.match(line):
        return True
    if _FROM.match(line):
        return any(_FROM_FOLLOWS.match(later[:LONGEST_LINE].strip()) for later in lines[at + 1 : at + 6])
    return False


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from `at` on say who wrote the quoted mail; 0 when they do not."""
    if not _BEGINS.match(lines[at][:LONGEST_LINE].strip()):
        return 0
    for length in range(1, _LONGEST_ATTRIBUTION + 1):
        part = lines[at : at + length]
        if len(part) < length or not part[-1]:
            return 0
        joined = " ".join(line[:LONGEST_LINE].strip() for line in part)
        if joined.endswith(":") and _WROTE.search(joined[:-1].rstrip()):
            # A sentence such as "On Monday they wrote:" has neither date nor address.
            return length if re.search(r"\d.*\d|@", joined) else 0
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    end = lines.index("--") if "--" in lines else len(lines)
    while end and (not lines[end - 1].strip() or _ADVERTISEMENT.match(lines[end - 1][:LONGEST_LINE].strip())):
        end -= 1
    return lines[:end]


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
