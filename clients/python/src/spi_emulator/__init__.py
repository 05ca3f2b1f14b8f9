"""Start spi-emulator, or use a running one, and give each test a sandbox of its own."""

from .control import ControlPlane, SpiEmulatorError
from .process import EmulatorProcess
from .sandbox import Sandbox, SignedSession

__all__ = ["ControlPlane", "EmulatorProcess", "Sandbox", "SignedSession", "SpiEmulatorError"]
