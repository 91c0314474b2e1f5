"""``python -m bot`` is ``jiuye``."""

from bot.cli.app import main

main()
