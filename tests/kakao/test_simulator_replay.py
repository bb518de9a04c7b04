"""A crowd's calls over real HTTP: what Kakao would deliver, and what people's phones would ask."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from kakao.simulator import World, make_world, write_files
from kakao.simulator.__main__ import main
from kakao.simulator.calls import HOOK, Target, calls
from kakao.simulator.replay import replay
from kakao.simulator.world import NEVER

START = date(2026, 1, 5)
SINCE = START + timedelta(weeks=10)
END = START + timedelta(weeks=12)


class Receiver(ThreadingHTTPServer):
    """Keeps every request; `refuse` answers the first attempts of each delivery with 500."""

    daemon_threads = True

    def __init__(self, refuse: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refuse, self.seen, self.lock = refuse, [], threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def _answer(self, status: int) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            tries = sum(body == had and self.path == HOOK for _path, _head, had in self.server.seen)
            self.server.seen.append((self.path, dict(self.headers), body))
        self.send_response(500 if self.path == HOOK and tries < self.server.refuse else status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self._answer(302)

    def do_POST(self) -> None:
        self._answer(200)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("return", seed=3, friends=1_500, start=START, end=END)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def target(world: World, url: str = "http://127.0.0.1:1", coded: int = 99) -> Target:
    crowd = world.people()
    known = crowd.key[crowd.trackable & (crowd.joined_at < world.seconds(SINCE))]
    return Target(
        url=url,
        admin_key="key-of-the-app",
        simulator_key="key-of-the-data",
        public_id="_AbCdE",
        search_id="@sodam",
        links={b.kakao_id: f"c{n}" for n, b in enumerate(world.broadcasts[:coded])},
        tokens={str(key): f"t{key}" for key in known},
    )


def test_each_coming_and_going_is_delivered_and_one_in_a_hundred_twice(world):
    crowd = world.people()
    hooks = [call for call in calls(world, target(world)) if call.method == "POST"]
    told = Counter(call.key for call in hooks)
    left = int((crowd.blocked_at != NEVER).sum())
    assert len(told) == int((crowd.joined_at >= -366 * 86_400).sum()) + left
    assert 0 < len(hooks) - len(told) < 0.03 * len(told)
    events = Counter(json.loads(call.body)["event"] for call in {c.key: c for c in hooks}.values())
    assert events == {"added": 1_500, "blocked": left}


def test_a_delivery_looks_as_kakao_sends_it(world):
    hook = next(call for call in calls(world, target(world)) if call.method == "POST")
    body = json.loads(hook.body)
    assert hook.path == "/hooks/kakao/channel/"
    assert hook.headers["Authorization"] == "KakaoAK key-of-the-app"
    assert hook.headers["X-Kakao-Resource-ID"] == hook.key
    assert hook.headers["User-Agent"] == "KakaoOpenAPI/1.0"
    assert hook.headers["X-Dangol-Simulator-Key"] == "key-of-the-data"
    assert hook.headers["X-Dangol-Simulated-At"] == body["updated_at"]
    assert (body["channel_public_id"], body["channel_uuid"]) == ("_AbCdE", "@sodam")
    assert body["updated_at"].endswith("Z")


def test_some_deliveries_carry_the_old_names_too(world):
    bodies = [json.loads(c.body) for c in calls(world, target(world)) if c.method == "POST"]
    old = [body for body in bodies if "plus_friend_public_id" in body]
    assert np.isclose(len(old) / len(bodies), 0.2, atol=0.05)
    assert all(body["plus_friend_public_id"] == body["channel_public_id"] for body in old)


def test_order_is_mildly_disturbed(world):
    moments = [call.at.timestamp() for call in calls(world, target(world))]
    late = [max(moments[:n]) - at for n, at in enumerate(moments) if n and max(moments[:n]) > at]
    assert late
    assert max(late) <= 120 + 600


def test_people_click_by_their_own_link_or_by_the_plain_one(world):
    aim = target(world, coded=len(world.broadcasts) - 1)
    clicks = [call for call in calls(world, aim, SINCE) if call.method == "GET"]
    crowd, done = world.people(), world.people().reactions
    last = len(world.broadcasts) - 1
    meant = (done.at >= world.seconds(SINCE)) & ~done.chat & (done.message < last)
    keys = crowd.key[done.friend[meant]].astype(str)
    assert len(clicks) == meant.sum()
    assert sum(call.path.count("/") == 3 for call in clicks) == sum(k in aim.tokens for k in keys)


def test_everything_arrives_once_by_key_and_every_answer_is_logged(world, receiver, tmp_path):
    aim = target(world, receiver.url)
    made = calls(world, aim, SINCE)
    told = replay(made, aim, senders=4, log=tmp_path / "log")
    assert told.calls == len(made) == len(told.answers) == len(receiver.seen)
    assert told.unanswered == ()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert Counter(line["key"] for line in lines) == Counter(call.key for call in made)
    assert set(told.statuses) == {200, 302}


def test_a_delivery_that_failed_is_sent_again_with_its_key(world, receiver):
    receiver.refuse = 1
    aim = target(world, receiver.url, coded=0)
    made = calls(world, aim, SINCE)[:20]
    told = replay(made, aim, senders=2)
    keys = Counter(head["X-Kakao-Resource-ID"] for _path, head, _body in receiver.seen)
    assert told.unanswered == ()
    assert set(keys.values()) <= {2, 3}
    assert told.statuses[500] == len(keys)


def test_what_nobody_answers_is_named(world):
    aim = target(world)  # nobody listens on port 1
    click = next(call for call in calls(world, aim) if call.method == "GET")
    assert replay([click], aim).unanswered == (click.key,)


def test_the_command_replays_a_written_world(world, receiver, tmp_path, capsys):
    write_files(world.seen(SINCE), tmp_path, ["csv_utf8"])
    told = asdict(replace(target(world), url=""))
    del told["url"]
    (tmp_path / "target.json").write_text(json.dumps(told))
    words = ["replay", "--data", str(tmp_path), "--target", receiver.url, "--from", f"{SINCE}"]
    assert main(words) == 0
    assert f"{len(receiver.seen)} calls, answered" in capsys.readouterr().out
    assert len(receiver.seen) == len((tmp_path / "answers.jsonl").read_text().splitlines())


def test_the_command_says_which_file_is_missing(world, tmp_path, capsys):
    write_files(world, tmp_path, ["csv_utf8"])
    with pytest.raises(SystemExit) as stopped:
        main(["replay", "--data", str(tmp_path), "--target", "http://127.0.0.1:1"])
    assert stopped.value.code == 2
    assert "target.json does not describe a target" in capsys.readouterr().err
