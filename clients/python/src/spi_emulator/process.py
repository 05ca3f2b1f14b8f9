"""The emulator as a process of its own, which ends with this one, however this one ends."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import IO, Deque, Optional, Sequence

from .control import SpiEmulatorError

#: `spi-emulator exec` runs this: it tells the address, and ends when its standard input is closed. The operating system
#: closes it also when this process is killed, and `exec` then stops the emulator.
_WAIT = """
import json, os, sys
print(json.dumps([os.environ["SPI_EMULATOR_URL"], os.environ["SPI_EMULATOR_CREDENTIALS"]]), flush=True)
sys.stdin.read()
"""
#: Longest time for a clean stop, in seconds.
_STOP_S = 20.0
#: How many of the last lines of its log are kept, to say why it did not start.
_LOG_LINES = 100


def find_command(configured: Optional[str], start: Path) -> Sequence[str]:
    """The command: as configured, then ``spi-emulator`` of the PATH, then that of a ``node_modules`` above ``start``.

    :raises SpiEmulatorError: if there is none
    """
    if configured:
        return shlex.split(configured)
    found = shutil.which("spi-emulator")
    if found:
        return [found]
    for folder in (start, *start.parents):
        local = folder / "node_modules" / ".bin" / "spi-emulator"
        if local.exists():
            return [str(local)]
    raise SpiEmulatorError(
        "spi-emulator is neither on the PATH nor in node_modules: install it with npm, or set SPI_EMULATOR_COMMAND, "
        "or set SPI_EMULATOR_URL to a running emulator"
    )


class EmulatorProcess:
    """An emulator on a free port, with its state in memory.

    :param command: the program with its first arguments
    :param arguments: settings for it, such as ``["--seed", "demo"]``; ``spi-emulator start --help`` lists them
    :raises SpiEmulatorError: with the reason, if it does not start
    """

    def __init__(self, command: Sequence[str], arguments: Sequence[str] = ()) -> None:
        words = [*command, "exec", *arguments, "--", sys.executable, "-c", _WAIT]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SPI_EMULATOR_")}
        try:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
        except OSError as error:
            raise SpiEmulatorError(f"{command[0]} cannot be run: {error.strerror or error}") from None
        assert self._process.stdout is not None and self._process.stderr is not None
        self._said: Deque[str] = deque(maxlen=_LOG_LINES)
        # Its log is read as it comes: an emulator whose log nobody reads would wait for that for ever.
        self._reader = threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True)
        self._reader.start()
        line = self._process.stdout.readline()
        if not line:
            raise SpiEmulatorError(self._why())
        #: Its address, and the path of a ``conf.ini`` with credentials of the default sandbox.
        self.url, self.credentials_file = map(str, json.loads(line))

    def _listen(self, log: IO[str]) -> None:
        for line in log:
            self._said.append(line)

    def _why(self) -> str:
        self._process.wait()
        self._reader.join()
        text = " ".join("".join(self._said).split())
        if self._process.returncode == 127:
            return f"spi-emulator needs Node 20 or later on the PATH: {text}"
        return text or f"spi-emulator ended with {self._process.returncode}"

    def stop(self) -> None:
        """Stops it and waits for its end. Repeated calls do nothing."""
        if self._process.poll() is not None:
            return
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
