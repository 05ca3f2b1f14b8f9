"""A client of the control plane (`/_emulator/`), with the standard library only."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Mapping, Optional

#: How long a request may take, in seconds. An advance of the clock is bounded to 5 s of work by the emulator.
TIMEOUT_S = 120.0
#: The largest answer that is read, in bytes.
MAX_ANSWER_BYTES = 256 * 1024 * 1024
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


class ControlPlane:
    """Sends requests to the control plane of the emulator at ``url``."""

    def __init__(self, url: str, admin_token: Optional[str] = None) -> None:
        self.url = url.rstrip("/")
        self._admin_token = admin_token
        handlers = [urllib.request.ProxyHandler({})] if is_loopback(url) else []
        self._opener = urllib.request.build_opener(_NoRedirect(), *handlers)

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
                text = answer.read(MAX_ANSWER_BYTES + 1)
        except urllib.error.HTTPError as error:
            raise SpiEmulatorError(_message_of(error), error.code) from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise SpiEmulatorError(f"{self.url} cannot be reached: {reason}") from None
        if len(text) > MAX_ANSWER_BYTES:
            raise SpiEmulatorError(f"{self.url} cannot be reached: the answer is longer than {MAX_ANSWER_BYTES} bytes")
        try:
            return json.loads(text) if text else None
        except ValueError:
            raise SpiEmulatorError(f"{self.url} answers, but not as an emulator; is this an emulator?") from None

    def _address(self, path: str, query: Optional[Mapping[str, Any]]) -> str:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return f"{self.url}/_emulator{path}" + (f"?{urllib.parse.urlencode(given)}" if given else "")


def _message_of(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(MAX_ANSWER_BYTES))["message"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"{error.url} was answered with HTTP {error.code}; is this an emulator?"
