"""A scripted week of the demo's school, held against the wire every evening."""

PRINTED: list[str] = []
"""What the end of the run shows."""
