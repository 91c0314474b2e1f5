"""``jiuye``, the command line for an administrator at a terminal.

The files here only declare commands: names, options and help. So that ``--help`` answers at once, each command imports
its work from ``bot.cli.work`` when it runs.
"""
