"""Invite codes: as they are spoken and typed, and as they are kept.

Twelve letters of thirty are 58 bits, alive for days: too many to guess, and a plain hash of it gives nothing away
to whoever reads the database.
"""

from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L and U/V: a code is read aloud and typed from paper."""
LENGTH = 12
GROUP = 4


def normalise(text: str) -> str:
    """A code as it is compared: capitals, without the marks between its groups."""
    return "".join(char for char in text.upper() if char in ALPHABET)


def grouped(code: str) -> str:
    """ABCD-EFGH-JKMN, for people."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(text: str) -> str:
    """What the store keeps of a code, however it was typed."""
    return sha256(normalise(text).encode()).hexdigest()
