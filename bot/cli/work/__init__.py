"""What each command of ``jiuye`` does. ``bot.cli`` imports these modules only when a command runs."""
