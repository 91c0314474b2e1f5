"""All graduates' wishes as bit rows, one a facet value, so that a posting's matches are a few ORs and ANDs.

It answers what ``domain.matching`` would, shares no rule with it, and is held against it by tests.
"""

from .index import Index
from .openings import Best, Openings

__all__ = ["Best", "Index", "Openings"]
