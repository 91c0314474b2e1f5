"""A scripted week of the demo's school, compared with the wire every evening."""

PRINTED: list[str] = []
"""Lines that are printed at the end of the run."""
