"""Pay: reading the pay of a posting as CNY a month."""

from .parse import Unit, parse_salary
from .value import Flag, Kind, Salary, format_salary

__all__ = ["Flag", "Kind", "Salary", "Unit", "format_salary", "parse_salary"]
