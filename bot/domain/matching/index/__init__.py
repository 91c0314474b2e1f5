"""An index over the wishes of all graduates. It has one row of bits for each facet value.

The matches of a posting are computed by a few ORs and ANDs of rows. The index gives the same results as
``matching.match`` and shares no rule with it. Tests compare the results.
"""

from .index import Index
from .openings import Best, Openings

__all__ = ["Best", "Index", "Openings"]
