"""``jiuye``, the command line for an administrator at a terminal.

The files of this folder only declare commands: names, options and help. They import nothing heavy, so that
``--help`` answers at once. Each command imports its work from ``bot.cli.work`` when it runs.
"""
