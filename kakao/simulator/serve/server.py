"""The HTTP server: a thread per connection, and faults where the bytes go out."""

import json
import random
import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kakao.simulator.serve import routes
from kakao.simulator.serve.ask import Ask, Reply
from kakao.simulator.serve.faults import Rule, spoil_rows
from kakao.simulator.serve.state import Entry, Simulation

MAX_BODY = 10 * 2**20
HTML = "<!doctype html><title>503</title><h1>Service Unavailable</h1>"
REPLACED = {
    "server_error": Reply({"code": -1, "msg": "internal error"}, 500),
    "unavailable": Reply(HTML, 503, kind="text/html"),
    "limited": Reply({"code": -813, "msg": "KakaoMomentException"}, 429),
}
# Forms in which Kakao puts an error under HTTP 200; the dice choose.
DISGUISED: list[dict[str, Any]] = [
    {"code": -1, "msg": "internal error"},
    {"status": 500, "message": "Internal Server Error"},
    {"code": -603, "msg": "upstream timeout"},
]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "KakaoSimulator"
    timeout = 120
    # Head and body in one packet: otherwise each answer waits for the client's delayed ACK.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """The log is at /_sim/log; a token in a line of stderr would be one too many."""

    def _serve(self) -> None:
        simulation = self._simulation()
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self.close_connection = True
            return self._send(Reply({"code": -2, "msg": "too large"}, 413))
        ask = Ask(simulation, self.command, self.path, self.headers, self.rfile.read(length))
        route = routes.find(self.command, ask.path)
        if route is None:
            return self._send(Reply({"code": -8, "msg": "no such address"}, 404))
        if not route.endpoint:
            entry = Entry(0, "", 0, "", None, "", {})
            return self._send(routes.answer(route, ask, entry))
        account = self.headers.get("adAccountId", "")
        query = {name: ",".join(values) for name, values in ask.query.items() if name != "state"}
        entry = simulation.start_entry(route.endpoint, account, query)
        self._answer(route, ask, entry)

    def _simulation(self) -> Simulation:
        assert isinstance(self.server, Server)
        return self.server.simulation

    def _answer(self, route: routes.Route, ask: Ask, entry: Entry) -> None:
        reply = routes.answer(route, ask, entry)
        rule, dice = None, random.Random()  # noqa: S311
        if entry.outcome == "ok":
            who = entry.account or (str(entry.business) if entry.business else "")
            rule, dice = ask.simulation.faults.choose(route.endpoint, who)
        entry.status = reply.status
        try:
            if rule is None:
                self._send(reply)
            else:
                entry.fault = rule.kind
                entry.status = self._spoiled(rule, dice, reply, entry)
        except OSError:
            # The client went away, which a fault is meant to bring about.
            self.close_connection = True
        entry.finished = True

    def _spoiled(self, rule: Rule, dice: random.Random, reply: Reply, entry: Entry) -> int:
        """Send what the fault makes of the reply; return the status that went out, 0 for none."""
        if rule.kind in REPLACED:
            self._send(REPLACED[rule.kind])
            return REPLACED[rule.kind].status
        if rule.kind in ("reset", "stall"):
            self._break_off(rule)
            return 0
        if rule.kind in ("duplicate_rows", "missing_rows"):
            entry.fault = rule.kind if spoil_rows(rule.kind, reply.body, dice) else ""
            self._send(reply)
            return reply.status
        if rule.kind == "error_200":
            self._send(Reply(dice.choice(DISGUISED)))
            return 200
        self._misframed(rule, _bytes(reply), reply)
        return reply.status

    def _break_off(self, rule: Rule) -> None:
        self.close_connection = True
        if rule.kind == "stall":
            self._simulation().closing.wait(rule.seconds)
        else:
            # Closing with nothing to linger for sends RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

    def _misframed(self, rule: Rule, body: bytes, reply: Reply) -> None:
        if rule.kind == "malformed":
            return self._send_bytes(b"\xff{'data': [" + body[:40], reply)
        if rule.kind == "truncated":
            return self._send_bytes(body[: len(body) // 2], reply)
        self.close_connection = True
        self._head(reply, len(body))
        self.wfile.flush()
        if rule.kind == "cut_off":
            self.wfile.write(body[: len(body) // 2])
            return self.wfile.flush()
        for n in range(len(body)):
            if self._simulation().closing.wait(rule.seconds):
                return None
            self.wfile.write(body[n : n + 1])
            self.wfile.flush()
        return None

    def _send(self, reply: Reply) -> None:
        self._send_bytes(_bytes(reply), reply)

    def _send_bytes(self, body: bytes, reply: Reply) -> None:
        self._head(reply, len(body))
        self.wfile.write(body)
        self.wfile.flush()

    def _head(self, reply: Reply, length: int) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()


def _bytes(reply: Reply) -> bytes:
    if isinstance(reply.body, str):
        return reply.body.encode()
    return json.dumps(reply.body, ensure_ascii=False, default=str).encode()


class Server(ThreadingHTTPServer):
    """Serves one simulation until `shutdown`. Hundreds of stalled connections are threads asleep."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], simulation: Simulation) -> None:
        super().__init__(address, Handler)
        self.simulation = simulation

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is not an error of the server's; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Wake what stalls and stop."""
        self.simulation.closing.set()
        self.shutdown()
        self.server_close()
