"""An index over the wishes of all graduates: one row of bits for each facet value.

A few ORs and ANDs of rows give the matches of a posting. The index gives the same answers as ``matching.match`` but
shares no rule with it, and tests compare the two.
"""

from .index import Index
from .openings import Best, Openings

__all__ = ["Best", "Index", "Openings"]
