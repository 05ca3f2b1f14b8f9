"""An advance of a manual clock, which may take several requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable, Dict, Optional

#: A JSON object.
Json = Dict[str, Any]
#: The most requests of one advance. Each may take 5 s or 100,000 timers.
MAX_REQUESTS = 1000
#: How far an advance until idle goes, in milliseconds.
IDLE_LIMIT_MS = 7 * 24 * 3600 * 1000


def advance_clock(send: Callable[[Json], Json], step: Json) -> Json:
    """Sends an advance, and asks for the rest while the clock is not there: one request does a bounded amount of work.
    The report is of the whole way.
    """
    report = send(step)
    first, fired = report["from"], report["fired"]
    for _ in range(1, MAX_REQUESTS):
        rest = _rest_of(step, report, first)
        if rest is None:
            break
        report = send(rest)
        fired += report["fired"]
        if report["fired"] == 0 and report["now"] == report["from"]:
            break
    return {**report, "from": first, "fired": fired}


def _rest_of(step: Json, report: Json, first: str) -> Optional[Json]:
    """What is left of a step after a report; None for nothing."""
    if report["stopped"] != "limit":
        return None
    if step.get("to") == "next-event":
        return {"by_ms": 0}
    passed = _ms_between(first, report["now"])
    if "by_ms" in step:
        return {"by_ms": max(0, step["by_ms"] - passed)}
    left = IDLE_LIMIT_MS - passed
    return {"to": "idle", "limit_ms": left} if left > 0 else None


def _ms_between(start: str, end: str) -> int:
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000)
