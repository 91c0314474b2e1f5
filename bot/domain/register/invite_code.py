"""Invite codes: how people say and type them, and how the database keeps them.

A code has twelve letters out of thirty, which is 58 bits, and lives for days. It cannot be guessed, and a plain hash
of it tells nothing to a person who reads the database.
"""

from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""It leaves out 0, O, 1, I, L and U, because a code is read aloud and typed from paper."""
LENGTH = 12
GROUP = 4


def normalise(text: str) -> str:
    """A code for comparison: capitals only, without any character that is not in ``ALPHABET``."""
    return "".join(char for char in text.upper() if char in ALPHABET)


def grouped(code: str) -> str:
    """The code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(text: str) -> str:
    """The SHA-256 (hex) of a code, which the store keeps. Different ways of typing the code give the same."""
    return sha256(normalise(text).encode()).hexdigest()
