"""The work of each ``jiuye`` command. ``bot.cli`` imports these modules only when a command runs."""
