"""Invite codes: how people read and type them, and how the database stores them.

A code has twelve characters out of thirty, which is 58 bits, and it expires after days. So it cannot be guessed, and a
person who reads the plain hash in the database learns nothing from it.
"""

from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The characters 0, O, 1, I, L and U are left out, because a code is read aloud and typed from paper."""
LENGTH = 12
GROUP = 4


def normalise(text: str) -> str:
    """Return a code for comparison, in capitals and without any character that is not in ``ALPHABET``."""
    return "".join(char for char in text.upper() if char in ALPHABET)


def grouped(code: str) -> str:
    """Return the code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(text: str) -> str:
    """Return the SHA-256 (hex) of a code, which the store keeps.

    Different ways of typing one code give the same result.
    """
    return sha256(normalise(text).encode()).hexdigest()
