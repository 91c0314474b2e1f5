"""Invite codes: how people type them, and how the database stores them.

A code has twelve characters out of thirty (58 bits) and expires after days, so it cannot be guessed. For the same
reason, its plain hash does not reveal it.
"""

from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without the characters 0, O, 1, I, L and U, because codes are read aloud and typed from paper."""
LENGTH = 12
GROUP = 4


def normalise(text: str) -> str:
    """Return a code for comparison, in capitals and with characters of ``ALPHABET`` only."""
    return "".join(char for char in text.upper() if char in ALPHABET)


def grouped(code: str) -> str:
    """Return the code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(text: str) -> str:
    """Return the SHA-256 (hex) of a code, however it was typed. Only this is stored."""
    return sha256(normalise(text).encode()).hexdigest()
