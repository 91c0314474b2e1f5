"""An index over the wishes of all graduates, with one row of bits for each facet value.

A posting is matched with a few ORs and ANDs of rows. The index shares no code with ``matching.match``, and tests
compare their results.
"""

from .index import Index
from .openings import Best, Openings

__all__ = ["Best", "Index", "Openings"]
