"""The fixtures. pytest loads this module by its entry point."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

from .control import ControlPlane, SpiEmulatorError
from .process import EmulatorProcess, find_command
from .sandbox import Sandbox, SignedSession

#: Lifetime of a sandbox that a killed run left in a shared emulator, in seconds.
EXPIRES_IN_S = 3600


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the settings of an ini file; environment variables take precedence."""
    parser.addini("spi_emulator_command", "the spi-emulator command (SPI_EMULATOR_COMMAND)", default="")
    parser.addini("spi_emulator_args", "arguments for it, such as --seed demo --speed 600", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line(
        "markers",
        "spi_sandbox(seed=..., clock=..., random_seed=..., lab=...): how the test's sandbox differs from the default",
    )


@pytest.fixture(scope="session")
def spi_emulator(pytestconfig: pytest.Config) -> Iterator[ControlPlane]:
    """The emulator: that of SPI_EMULATOR_URL, or one that this session starts and stops.

    With pytest-xdist each worker starts one of its own.
    """
    running = os.environ.get("SPI_EMULATOR_URL")
    if running:
        yield ControlPlane(running, os.environ.get("SPI_EMULATOR_ADMIN_TOKEN") or None)
        return
    configured = os.environ.get("SPI_EMULATOR_COMMAND") or str(pytestconfig.getini("spi_emulator_command"))
    arguments: List[str] = list(pytestconfig.getini("spi_emulator_args"))
    try:
        command = find_command(configured, Path(pytestconfig.rootpath))
        process = EmulatorProcess(command, arguments)
    except SpiEmulatorError as error:
        pytest.fail(f"spi-emulator: {error}", pytrace=False)
    try:
        yield ControlPlane(process.url, _token(arguments))
    finally:
        process.stop()


def _token(arguments: List[str]) -> Any:
    at = arguments.index("--admin-token") + 1 if "--admin-token" in arguments else len(arguments)
    return arguments[at] if at < len(arguments) else None


@pytest.fixture
def spi_sandbox(request: pytest.FixtureRequest, spi_emulator: ControlPlane) -> Iterator[Sandbox]:
    """A new sandbox for this test, with a manual clock. ``@pytest.mark.spi_sandbox(seed="demo")`` changes it."""
    wish: Dict[str, Any] = {"clock": {"mode": "manual"}, "expires_in_s": EXPIRES_IN_S}
    for mark in reversed(list(request.node.iter_markers("spi_sandbox"))):
        wish.update(mark.kwargs)
    try:
        sandbox = Sandbox(spi_emulator, **wish)
    except SpiEmulatorError as error:
        pytest.fail(f"spi-emulator: {error}", pytrace=False)
    yield sandbox
    sandbox.delete()


@pytest.fixture
def spi_session(spi_sandbox: Sandbox) -> SignedSession:
    """A signed session of requests for the sandbox's first account: ``spi_session.get("/products")``."""
    return spi_sandbox.session


@pytest.fixture
def advance(spi_sandbox: Sandbox) -> Callable[..., Dict[str, Any]]:
    """Advances the sandbox's clock: see :meth:`Sandbox.advance`."""
    return spi_sandbox.advance


@pytest.fixture
def fault(spi_sandbox: Sandbox) -> Callable[..., Dict[str, Any]]:
    """Makes the product API fail: see :meth:`Sandbox.fault`."""
    return spi_sandbox.fault


@pytest.fixture
def exchanges(spi_sandbox: Sandbox) -> Callable[..., List[Dict[str, Any]]]:
    """The recorded requests: see :meth:`Sandbox.exchanges`."""
    return spi_sandbox.exchanges
