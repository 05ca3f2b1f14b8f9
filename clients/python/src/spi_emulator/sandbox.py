"""A sandbox: a state, a clock and credentials of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, List, Mapping, Optional, Union
from urllib.parse import quote

from requests import Response
from requests_oauthlib import OAuth1Session

from .advance import Json, advance_clock
from .control import ControlPlane, is_loopback


class SignedSession(OAuth1Session):  # type: ignore[misc]
    """A session of requests that signs. A path such as ``/products`` is taken as one of the emulator."""

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        keys = [credentials[f"{what}_{part}"] for what in ("consumer", "token") for part in ("key", "secret")]
        if not all(isinstance(key, str) for key in keys):
            raise TypeError("the credentials are not texts")
        super().__init__(*keys)
        self.base_url = url
        # A proxy of the company's network cannot reach this machine.
        if is_loopback(url):
            self.trust_env = False

    def get_redirect_target(self, resp: Response) -> None:
        """None: another address must get neither a signature nor the body."""

    def request(self, method: str, url: str, **arguments: Any) -> Response:
        """Signs and sends a request."""
        address = self.base_url + url if url.startswith("/") else url
        response: Response = super().request(method, address, **arguments)
        return response


class Sandbox:
    """A sandbox of a running emulator.

    :param wish: the fields of ``POST /_emulator/sandboxes``: ``seed``, ``random_seed``, ``clock``, ``lab``,
        ``expires_in_s``, ``name``
    """

    def __init__(self, control: ControlPlane, **wish: Any) -> None:
        self._control = control
        #: What the control plane says of it.
        self.info: Json = control.ask("POST", "/sandboxes", body=wish)
        self.url: str = control.url
        try:
            self.name: str = self.info["name"]
            #: Signs as the first account.
            self.session = self.session_of(self.info["accounts"][0]["email"])
        except (KeyError, IndexError, TypeError):
            raise control.no_emulator() from None
        if not isinstance(self.name, str):
            raise control.no_emulator()
        self._here = {"sandbox": self.name}

    def session_of(self, email: str) -> SignedSession:
        """A session that signs as another account of the sandbox."""
        for account in self.info["accounts"]:
            if account["email"] == email:
                return SignedSession(self.url, account["credentials"])
        known = ", ".join(account["email"] for account in self.info["accounts"])
        raise KeyError(f"{email}: unknown account; accepted: {known}")

    def advance(self, by: Union[float, timedelta, None] = None, to: Optional[str] = None) -> Json:
        """Advances a manual clock: ``advance(90)`` (seconds), ``advance(timedelta(minutes=5))``,
        ``advance(to="next-event")`` or ``advance(to="idle")``. The report is of the whole way.
        """
        if (by is None) == (to is None):
            raise TypeError("advance() takes a duration, or to='next-event' or to='idle'")
        if by is None:
            step: Json = {"to": to}
        else:
            seconds = by.total_seconds() if isinstance(by, timedelta) else by
            step = {"by_ms": round(seconds * 1000)}
        try:
            return advance_clock(self._step, step)
        except (KeyError, TypeError, ValueError, OverflowError):
            raise self._control.no_emulator() from None

    def _step(self, step: Json) -> Json:
        return self._control.ask("POST", "/clock/advance", self._here, step)

    def fault(self, effect: Json, match: Optional[Json] = None, **rule: Any) -> Json:
        """Makes the product API fail: ``fault({"status": 503}, match={"operation": "listProducts"}, times=1)``."""
        body = {"effect": effect, **({"match": match} if match else {}), **rule}
        faults = self._list("faults", self._control.ask("POST", "/faults", self._here, body))
        if not faults:
            raise self._control.no_emulator()
        return faults[0]

    def _list(self, name: str, answer: Json) -> List[Json]:
        found = answer.get(name)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._control.no_emulator()
        return found

    def clear_faults(self) -> None:
        """Ends all faults."""
        self._control.call("DELETE", "/faults", self._here)

    def exchanges(self, **filters: Any) -> List[Json]:
        """The recorded requests and answers of the product API, such as ``exchanges(operation="createProduct")``."""
        return self._list("exchanges", self._control.ask("GET", "/exchanges", {**self._here, **filters}))

    def trace(self, test_opportunity_id: str) -> Json:
        """What happened to an opportunity."""
        return self._control.ask("GET", f"/opportunities/{quote(test_opportunity_id, safe='')}/trace", self._here)

    def status(self) -> Json:
        """The unfinished opportunities with the reason why each waits, and what the devices do."""
        return self._control.ask("GET", "/status", self._here)

    def reset(self, seed: Any = None) -> None:
        """Begins again from the seed, without faults and exchanges. The credentials stay if the seed does."""
        self._control.call("POST", "/reset", self._here, None if seed is None else {"seed": seed})

    def delete(self) -> None:
        """Deletes it with all that is in it."""
        self._control.call("DELETE", f"/sandboxes/{quote(self.name, safe='')}")
