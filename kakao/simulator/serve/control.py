"""`/_sim/…`: the simulation's own controls. Kakao has nothing of the kind.

PUT clock   {"now": "2026-11-22T09:00:00+09:00", "frozen": false, "first": "2025-10-18"}
            runs on from there unless frozen; `first` (optional) is the first day with figures
PUT faults  {"rules": [{"kind": "stall", "rate": 0.03, "endpoint": "moment/*", "account": "*",
            "times": null, "skip": 0, "seconds": 60}]}; replaces all rules (`faults.KINDS`)
PUT tokens  {"token": "t1", "business": 1, "client_id": "sim-rest-key", "scopes": […]} makes one;
            {"token": "t1" | "business": 1, "dead": true} or {…, "scopes": […]} changes those found
GET log     ?since=<n>: every call, see `state.Entry`; in flight where `finished` is false;
            `t` is the moment of the answer in the time of the entries
GET truth   ?account=&level=account|campaign|group|creative|keyword&from=&to=&shown=1: final figures
            (what is shown now with shown=1) in Kakao's own keys, without withheld days, those, and
            messages with their final results; up to yesterday unless `to` says otherwise
GET state   seed, limit scale, clock, shape, accounts, faults done
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from kakao.simulator.ads import Account, Product, messages
from kakao.simulator.ads.metrics import keyword_metrics, moment_metrics
from kakao.simulator.serve.ask import Ask, Reply, span, wrong_parameter
from kakao.simulator.serve.faults import KINDS
from kakao.simulator.serve.state import SCOPES, Simulation, Token


def state(ask: Ask) -> Reply:
    simulation = ask.simulation
    done = Counter(dict.fromkeys(KINDS, 0))
    for entry in simulation.log:
        done.update([entry.fault] if entry.fault else [])
    accounts = [
        {"id": str(a.id), "product": a.product, "business": a.business, "name": a.name}
        for a in simulation.accounts.values()
    ]
    return Reply(
        {
            "seed": simulation.seed,
            "limit_scale": simulation.limit_scale,
            "now": simulation.clock.now().isoformat(),
            "first": simulation.first.isoformat(),
            "shape": asdict(simulation.shape),
            "accounts": accounts,
            "faults": done,
            "calls": len(simulation.log),
        }
    )


def clock(ask: Ask) -> Reply:
    asked = ask.json()
    try:
        if "now" in asked:
            now = datetime.fromisoformat(asked["now"])
            if now.tzinfo is None:
                raise ValueError("now needs a zone")
            ask.simulation.clock.set(now, frozen=bool(asked.get("frozen")))
        if "first" in asked:
            ask.simulation.restart(date.fromisoformat(asked["first"]))
    except (TypeError, ValueError) as error:
        raise wrong_parameter(str(error)) from error
    return state(ask)


def faults(ask: Ask) -> Reply:
    try:
        ask.simulation.faults.set(ask.json().get("rules", []))
    except (TypeError, ValueError) as error:
        raise wrong_parameter(str(error)) from error
    return Reply({"rules": [asdict(rule) for rule in ask.simulation.faults.rules]})


def tokens(ask: Ask) -> Reply:
    asked, simulation = ask.json(), ask.simulation
    name, business = str(asked.get("token", "")), int(asked.get("business") or 0)
    found = [
        token
        for token in list(simulation.tokens.values())
        if token.token == name or (not name and token.business == business)
    ]
    if not found and name and business:
        found = [_new_token(ask, name, business)]
    for token in found:
        token.dead = bool(asked.get("dead", token.dead))
        token.scopes = list(asked.get("scopes", token.scopes))
    simulation.save()
    return Reply({"tokens": [asdict(token) for token in found]})


def _new_token(ask: Ask, name: str, business: int) -> Token:
    asked = ask.json()
    client_id = str(asked.get("client_id", "sim-rest-key"))
    scopes = list(asked.get("scopes", SCOPES))
    return ask.simulation.add_token(business, client_id, scopes, [], name)


def log(ask: Ask) -> Reply:
    since = ask.number("since", 0, 10**9)
    entries = [asdict(entry) for entry in ask.simulation.log[since:]]
    return Reply({**_head(ask.simulation), "t": ask.simulation.seconds(), "entries": entries})


def _head(simulation: Simulation) -> dict[str, Any]:
    return {"seed": simulation.seed, "limit_scale": simulation.limit_scale}


def truth(ask: Ask) -> Reply:
    wanted = set(ask.ids("account"))
    accounts = [a for a in ask.simulation.accounts.values() if not wanted or a.id in wanted]
    level, shown = ask.one("level"), ask.one("shown") == "1"
    rows, withheld, sent = [], [], []
    for account in accounts:
        days = _days(ask, account)
        figures = ask.simulation.figures(account)
        gaps = [day for day in days if figures.withheld(day)]
        withheld += [{"account": str(account.id), "day": day.isoformat()} for day in gaps]
        shown_days = [day for day in days if day not in gaps]
        rows += list(_rows(ask, account, shown_days, level, shown=shown))
        if account.product is Product.MOMENT and not level and days:
            found = messages(account, ask.simulation.seed, days[0], days[-1])
            sent += [{"account": str(account.id), **asdict(message)} for message in found]
    return Reply({**_head(ask.simulation), "rows": rows, "withheld": withheld, "messages": sent})


def _days(ask: Ask, account: Account) -> list[date]:
    yesterday = ask.now().date() - timedelta(days=1)
    try:
        start = date.fromisoformat(ask.one("from", account.first.isoformat()))
        end = date.fromisoformat(ask.one("to", yesterday.isoformat()))
    except ValueError as error:
        raise wrong_parameter("from and to are yyyy-MM-dd") from error
    return span(max(start, account.first), end)


def _rows(
    ask: Ask, account: Account, days: list[date], level: str, *, shown: bool
) -> Iterator[dict[str, Any]]:
    moment = account.product is Product.MOMENT
    metrics = moment_metrics if moment else keyword_metrics
    leaf = "creative" if moment else "keyword"
    figures, now = ask.simulation.figures(account), ask.now()
    for name in ("account", "campaign", "group", "leaf"):
        named = leaf if name == "leaf" else name
        if level and level != named:
            continue
        ids = account.ids(name)
        for day in days:
            on, counts = figures.shown(name, day, now) if shown else figures.final(name, day)
            plain = {key: values.tolist() for key, values in counts.items()}
            head = {"account": str(account.id), "level": named, "day": day.isoformat()}
            for n in on.nonzero()[0].tolist():
                one = {key: values[n] for key, values in plain.items()}
                yield {**head, "id": str(ids[n]), "metrics": metrics(one)}
