"""The command ``python -m bot``, the same as ``jiuye``."""

from bot.cli.app import main

main()
