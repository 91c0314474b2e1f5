"""A local copy of Telegram for tests and training: a Bot API server, a page of phones, faults, a movable clock and a
log of all requests."""
