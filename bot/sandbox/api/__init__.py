"""The Bot API: each method is one coroutine ``(sandbox, params) -> result``, and each file has the methods of one noun.
Requests arrive in ``door``."""
