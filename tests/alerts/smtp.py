"""A mail server on loopback that answers as told: the outbox is tested against real SMTP."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Server = self.server  # type: ignore[assignment]
        self.say(server.greeting)
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                if server.after_data == "hang up":
                    return
                if server.after_data.startswith("250"):
                    server.mails.append(text.decode())
                self.say(server.after_data)
            elif verb == "RCPT":
                self.say(server.recipient)
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    defaults: ClassVar = {"greeting": "220 hi", "recipient": "250 ok", "after_data": "250 taken"}

    def __init__(self, **answers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        answers = {**self.defaults, **answers}
        self.greeting, self.recipient = answers["greeting"], answers["recipient"]
        self.after_data = answers["after_data"]
        self.mails: list[str] = []


@contextmanager
def running(**answers: str) -> Iterator[Server]:
    with Server(**answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
