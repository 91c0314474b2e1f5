"""A scripted week of the demo's school, compared with the wire log every evening."""
