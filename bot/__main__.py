"""The command ``python -m bot``, which is the same as ``jiuye``."""

from bot.cli.app import main

main()
