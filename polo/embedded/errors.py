"""The one exception of this package: a line that says what to do, then the tail of the server's log."""

from pathlib import Path

TAIL_LINES = 15
TAIL_BYTES = 16_384


class EmbeddedError(RuntimeError):
    """An embedded server cannot be started, reached or stopped."""

    def __init__(self, message: str, *, log: Path | None = None, output: str = "") -> None:
        details = output.strip() or (tail(log) if log else "")
        super().__init__(f"{message}\n{details}" if details else message)


def tail(log: Path) -> str:
    """The last lines of a log, indented; empty where the server wrote none."""
    if not log.is_file():
        return ""
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - TAIL_BYTES))
        lines = stream.read().decode("utf-8", "replace").splitlines()[-TAIL_LINES:]
    return "\n".join([f"Last lines of {log}:", *(f"  {line}" for line in lines)])
