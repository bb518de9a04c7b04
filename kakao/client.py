"""The one place that opens a socket to Kakao."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from kakao.answers import decipher
from kakao.deadline import Deadline, DeadlineAdapter, within
from kakao.errors import BadPayload, KakaoError, Misconfigured, Temporary
from kakao.wire import Answer, Call, Hosts, Page, T

CHUNK = 65_536
# Answers of a server that did not get to our request: the same one may be sent again.
AGAIN = (502, 503, 504)
# A machine's proxy is for the way out, never for the simulated Kakao beside us.
LOOPBACK = ("127.0.0.1", "::1", "localhost")
NO_PROXY = {"http": "", "https": ""}


@dataclass(frozen=True)
class Patience:
    """Seconds: `connect` and `read` of silence, `total` for one call from first to last byte.

    retries: further tries of a read without a gate when connecting fails or Kakao answers 502 to
    504. Calls with a gate and the token exchange are sent exactly once.
    """

    connect: float = 5.0
    read: float = 20.0
    total: float = 20.0
    retries: int = 2
    max_bytes: int = 32 * 2**20


class _Bearer(requests.auth.AuthBase):
    """Sets the header itself; a .netrc of the machine would otherwise replace it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """Sends calls with one business token ("" for the token exchange). One thread at a time.

    with Client(token, hosts) as kakao:
        rows = kakao.send(moment.account_report("270001", start, end))
    """

    def __init__(
        self, token: str = "", hosts: Hosts | None = None, patience: Patience | None = None
    ) -> None:
        self.hosts, self.patience = hosts or Hosts(), patience or Patience()
        self._token = token
        self._once = _session(0)
        self._again = _session(self.patience.retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._once.close()
        self._again.close()

    def send(self, call: Call[T]) -> T:
        """The deciphered answer. Raises a KakaoError, whatever went wrong on the way."""
        try:
            with within(self.patience.total) as deadline:
                answer = self._exchange(call, deadline)
        except KakaoError as error:
            error.endpoint = call.endpoint
            raise
        return decipher(call, answer)

    def pages(
        self,
        page: Callable[[int], Call[Page[T]]],
        before: Callable[[Call[Page[T]]], None] | None = None,
    ) -> Iterator[T]:
        """All items of a list, page by page. `before` sees each call first, to take its gate.

        kakao.pages(moment.accounts)
        kakao.pages(lambda n: moment.message_ads(account, profile, start, end, page=n))
        """
        number, more = 0, True
        while more:
            call = page(number)
            if before:
                before(call)
            found = self.send(call)
            yield from found.items
            # An empty page that promises more would be asked for ever.
            number, more = number + 1, found.more and bool(found.items)

    def _exchange(self, call: Call[T], deadline: Deadline) -> Answer:
        session = self._again if call.reads and call.gate is None else self._once
        try:
            with self._send(session, call) as response:
                body = self._body(response)
            # A body without a length ends when the socket does, also when we ended it.
            if deadline.passed:
                raise Temporary("timeout", "no complete answer in time")
            return Answer(response.status_code, body, _retry_after(response))
        except (requests.RequestException, HTTPError, OSError) as error:
            if deadline.passed:
                raise Temporary("timeout", "no complete answer in time") from error
            raise _network_error(error) from error

    def _send(self, session: requests.Session, call: Call[T]) -> Response:
        patience = self.patience
        url = self.hosts.of(call.host) + call.path
        return session.request(
            call.method,
            url,
            params=list(call.query),
            headers=dict(call.headers),
            json=call.json,
            data=call.form,
            auth=_Bearer(self._token if call.signed else ""),
            timeout=(patience.connect, patience.read),
            proxies=NO_PROXY if urlsplit(url).hostname in LOOPBACK else None,
            allow_redirects=False,
            stream=True,
        )

    def _body(self, response: Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self.patience.max_bytes:
                raise BadPayload("too_large", "", f"more than {self.patience.max_bytes} bytes")
        return bytes(body)


def _session(retries: int) -> requests.Session:
    retry = Retry(
        total=retries,
        connect=retries,
        status=retries,
        read=0,
        redirect=0,
        other=0,
        status_forcelist=AGAIN,
        allowed_methods=None,
        backoff_factor=0.3,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    session = requests.Session()
    adapter = DeadlineAdapter(max_retries=retry)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _retry_after(response: Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else None


def _network_error(error: Exception) -> KakaoError:
    """Names of the machine's errors stay out of the words: they may hold addresses and proxies."""
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.InvalidURL):
        return Misconfigured("address", "no trusted connection to this address")
    if isinstance(error, requests.exceptions.MissingSchema | requests.exceptions.InvalidSchema):
        return Misconfigured("address", "the address is not complete")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Temporary("unreachable", "no connection in time")
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        return Temporary("timeout", "no complete answer in time")
    if "NewConnectionError" in repr(error):
        return Temporary("unreachable", "nobody listens there")
    return Temporary("cut_off", "the connection broke off")
