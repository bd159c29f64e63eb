"""A ticket's reference: what people read out on the phone and write in mails, such as P-7KQ2M-9XTR4.

Nine random characters and one that checks them: 45 bits that nobody guesses, and a slip of the pen is noticed.
"""

from chat_server.domain.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letters that read like digits
HEARD_AS = str.maketrans("OIL", "011")
RANDOM_CHARACTERS = 9
RANDOM_BITS = RANDOM_CHARACTERS * 5
# Multiplying by x in the field of 32 elements, modulo x^5 + x^2 + 1. The powers of x differ for 31 places, so that one
# wrong character and two that changed places, side by side or not, are always noticed.
FIELD = 32
MODULUS = 0b100101


def reference_of(random: int) -> str:
    """The reference made from `RANDOM_BITS` random bits."""
    digits = [random >> 5 * place & 31 for place in reversed(range(RANDOM_CHARACTERS))]
    characters = "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))
    return f"P-{characters[:5]}-{characters[5:]}"


def parse_reference(text: str) -> str:
    """The reference as we write it, whatever case, spaces and hyphens it came with.

    Raises Invalid when it is mistyped: then there cannot be such a ticket.
    """
    written = "".join(text.upper().split()).replace("-", "")
    characters = written.removeprefix("P") if len(written) > RANDOM_CHARACTERS + 1 else written
    digits = [ALPHABET.find(character) for character in characters.translate(HEARD_AS)]
    if len(digits) != RANDOM_CHARACTERS + 1 or -1 in digits:
        raise Invalid(
            "A reference looks like P-7KQ2M-9XTR4. Look it up in the mail about your ticket.", field="reference"
        )
    if _check(digits[:-1]) != digits[-1]:
        raise Invalid("This reference is mistyped. Compare it with the mail about your ticket.", field="reference")
    canonical = "".join(ALPHABET[digit] for digit in digits)
    return f"P-{canonical[:5]}-{canonical[5:]}"


def _check(digits: list[int]) -> int:
    total = 0
    for digit in digits:
        total = (total ^ digit) << 1
        if total >= FIELD:
            total ^= MODULUS
    return total
