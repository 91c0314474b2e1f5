"""Telegram without Telegram: a local Bot API server, a page of phones, faults, a movable clock and a log of
the wire."""
