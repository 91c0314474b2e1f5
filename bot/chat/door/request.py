"""HTTP to Telegram over aiohttp. It uses a tenth of the CPU of PTB's httpx client and distinguishes failures.

PTB drops the status of a 5xx answer and reports all time-outs alike. These details decide whether a message may have
been delivered. The decision is made here, because this code knows whether the request was sent.
"""

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0


class NotSent(NetworkError):
    """The request never left this machine, so that nothing was delivered."""


class ServerFault(NetworkError):
    """A 5xx answer, or a connection that broke after the request was sent. The message may have been delivered."""


class AiohttpRequest(BaseRequest):
    """PTB's request interface on one aiohttp session. ``proxy`` is the URL of an http(s) proxy, or empty."""

    def __init__(self, *, connections: int = 64, read_seconds: float = 30.0, proxy: str = "") -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(  # PTB defines these parameters
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("initialize() has not been awaited")
        seconds = self._read_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with self._session.request(
                method, url, data=_body(request_data), proxy=self._proxy, timeout=timeout
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(f"could not connect: {error!r}") from error
        except TimeoutError as error:
            raise TimedOut("no answer in time") from error
        except aiohttp.ClientError as error:
            raise ServerFault(f"connection broke: {error!r}") from error
        if status >= 500:
            raise ServerFault(f"HTTP {status}")
        return status, payload


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(quote_fields=False)  # a Chinese file name is sent as UTF-8, not as %E5%B2…
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
