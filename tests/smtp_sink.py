"""A small real SMTP server: keeps what it is handed, refuses or hangs up when told to."""

import email
import email.policy
import socketserver
import threading
import time
from typing import Any


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.recipients: list[str] = []
        self._say("220 sink")
        while line := self.rfile.readline():
            word, _space, rest = line.decode().strip().partition(" ")
            if not self._answer(word.upper(), rest):
                return

    def _answer(self, word: str, rest: str) -> bool:
        if word == "DATA":
            return self._take()
        if word == "RCPT":
            address = rest[rest.index("<") + 1 : rest.index(">")]
            self._say("550 unknown" if address in self.server.sink.refused else "250 ok")
        elif word == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _take(self) -> bool:
        sink = self.server.sink
        if sink.hang_up_after is not None and len(sink.mails) >= sink.hang_up_after:
            return False
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if line == b"":  # the client was killed: nothing was accepted
            return False
        with sink.lock:
            sink.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        time.sleep(sink.pause)
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: "SmtpSink"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients of these tests are killed in mid-sentence: nothing to say about it."""


class SmtpSink:
    """`with SmtpSink() as sink:` then look at `sink.mails`."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refused: set[str] = set()
        self.hang_up_after: int | None = None
        self.pause = 0.0
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", 0), _Conversation)
        self.server.sink = self
        self.port = self.server.server_address[1]

    def __enter__(self) -> "SmtpSink":
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
