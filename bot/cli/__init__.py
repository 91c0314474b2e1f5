"""``jiuye``, the command line for an administrator at a terminal.

The files in this folder only declare commands: names, options and help. They import no large module, so that ``--help``
answers at once. Each command imports its work from ``bot.cli.work`` when it runs.
"""
