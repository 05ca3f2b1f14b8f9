"""A client of the control plane (`/_emulator/`), with the standard library only."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, Mapping, Optional

#: How long a request may take, in seconds. An advance of the clock is bounded to 5 s of work by the emulator.
TIMEOUT_S = 120.0
#: The largest answer that is read, in bytes.
MAX_ANSWER_BYTES = 256 * 1024 * 1024
#: The most fields and items of an answer's JSON: each takes more memory than its characters.
MAX_VALUES = 20_000_000
_STRINGS = re.compile(rb'"[^"]*"')
#: The most characters of an emulator's message that an error holds.
MAX_MESSAGE = 10_000
#: Control characters and marks of direction, which act on a terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: Commands of CI systems, which find them at the beginning of a line or within one: ``::error::``, ``##[error]``.
_COMMAND = re.compile(r"^:(?=:)|#(?=#\w{0,40}\[)")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SpiEmulatorError(Exception):
    """A refusal of the emulator, in its own words, or an emulator that cannot be started or reached."""

    def __init__(self, message: str, status: Optional[int] = None) -> None:
        super().__init__(message)
        #: The HTTP status; None if there was no answer.
        self.status = status


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine: such requests must not go through a proxy."""
    host = urllib.parse.urlsplit(url).hostname or ""
    return host in _LOOPBACK or host.startswith("127.") or host.endswith(".localhost")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: another address must get neither the admin token nor a body with state."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _InTime(http.client.HTTPConnection):
    """A connection whose answer begins in time: interim answers and slow heads come without end, but not for ever."""

    def getresponse(self) -> http.client.HTTPResponse:
        late = threading.Event()
        timer = threading.Timer(TIMEOUT_S, self._hang_up, [late])
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()
            if late.is_set():
                raise OSError(f"the answer takes longer than {TIMEOUT_S:.0f} s")

    def _hang_up(self, late: threading.Event) -> None:
        late.set()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (AttributeError, OSError):
            pass  # It has ended meanwhile.


class _TlsInTime(http.client.HTTPSConnection, _InTime):
    """The same with TLS."""


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_InTime, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        connection: Any = _TlsInTime
        return self.do_open(connection, req)


class ControlPlane:
    """Sends requests to the control plane of the emulator at ``url``."""

    def __init__(self, url: str, admin_token: Optional[str] = None) -> None:
        self.url = url.rstrip("/")
        self._admin_token = admin_token
        handlers = [urllib.request.ProxyHandler({})] if is_loopback(url) else []
        self._opener = urllib.request.build_opener(_NoRedirect(), _Http(), _Https(), *handlers)

    def call(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
    ) -> Any:
        """The JSON of the answer; None if it has no body.

        :raises SpiEmulatorError: with the emulator's message if it refuses, or if it cannot be reached
        """
        request = urllib.request.Request(self._address(path, query), method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self._admin_token is not None:
            request.add_header("Authorization", f"Bearer {self._admin_token}")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                text = _whole(answer)
        except urllib.error.HTTPError as error:
            raise SpiEmulatorError(_message_of(error), error.code) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise SpiEmulatorError(harmless(f"{self.url} cannot be reached: {reason}")) from None
        try:
            return _value_of(text) if text else None
        except (ValueError, RecursionError):
            raise self.no_emulator() from None

    def ask(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
    ) -> Dict[str, Any]:
        """Like :meth:`call`, for an answer that is an object."""
        answer = self.call(method, path, query, body)
        if not isinstance(answer, dict):
            raise self.no_emulator()
        return answer

    def no_emulator(self) -> SpiEmulatorError:
        """The error for an answer that no emulator gives."""
        return SpiEmulatorError(f"{self.url} answers, but not as an emulator; is this an emulator?")

    def _address(self, path: str, query: Optional[Mapping[str, Any]]) -> str:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return f"{self.url}/_emulator{path}" + (f"?{urllib.parse.urlencode(given)}" if given else "")


def harmless(text: str) -> str:
    """A text of an emulator for a terminal: not too long, in one line, without control characters and commands of CI."""
    return _COMMAND.sub(_escaped, _CONTROL.sub(_escaped, text[:MAX_MESSAGE]))


def _escaped(found: "re.Match[str]") -> str:
    return f"\\u{ord(found[0]):04x}"


def _whole(answer: Any) -> bytes:
    """The body, which may be neither longer than it should be nor take longer."""
    until = time.monotonic() + TIMEOUT_S
    pieces = bytearray()
    while True:
        piece = answer.read1(65536)
        pieces += piece
        if not piece:
            if answer.length:
                raise OSError("the answer broke off")
            return bytes(pieces)
        if len(pieces) > MAX_ANSWER_BYTES:
            raise OSError(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > until:
            raise OSError(f"the answer takes longer than {TIMEOUT_S:.0f} s")


def _value_of(text: bytes) -> Any:
    """The value of a JSON text.

    :raises ValueError: if it is none, or of more values than any emulator sends
    """
    if _has_too_many(text):
        raise ValueError(f"more than {MAX_VALUES} values")
    return json.loads(text)


def _has_too_many(text: bytes) -> bool:
    if sum(map(text.count, (b",", b"[", b"{"))) <= MAX_VALUES:
        return False
    # Those within strings do not count, and a string is none of them.
    plain = _STRINGS.sub(b"", text.replace(b"\\\\", b"").replace(b'\\"', b""))
    return sum(map(plain.count, (b",", b"[", b"{"))) > MAX_VALUES


def _message_of(error: urllib.error.HTTPError) -> str:
    try:
        return harmless(str(_value_of(_whole(error))["message"]))
    except (ValueError, KeyError, TypeError, OSError, RecursionError, http.client.HTTPException):
        return f"{error.url} was answered with HTTP {error.code}; is this an emulator?"
