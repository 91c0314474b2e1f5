"""The work of each command of ``jiuye``. ``bot.cli`` imports these modules only when a command runs."""
