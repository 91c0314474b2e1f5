"""The Bot API: one coroutine per method, ``(sandbox, params) -> result``, grouped by noun; ``door`` is
where requests enter."""
