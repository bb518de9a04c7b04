"""Counts of an object in the words of each product's report."""

from collections.abc import Collection, Mapping
from typing import Any

Metrics = dict[str, Any]
MOMENT_GROUPS = (
    "BASIC",
    "ADDITION",
    "MESSAGE",
    "MESSAGE_ADDITION",
    "PLUS_FRIEND",
    "PIXEL_SDK_CONVERSION",
)
KEYWORD_GROUPS = ("BASIC", "ADDITION", "PIXEL_SDK_CONVERSION")
PURCHASE_WON = 12_000


def moment_metrics(counts: Mapping[str, int], groups: Collection[str] = MOMENT_GROUPS) -> Metrics:
    """Display figures where there were impressions, message figures where there were sends."""
    found: Metrics = {}
    if counts["imp"]:
        found |= _display(counts, groups)
    if counts["msg_send"]:
        found |= _message(counts, groups)
    return found


def _display(counts: Mapping[str, int], groups: Collection[str]) -> Metrics:
    imp, click, cost = counts["imp"], counts["click"], counts["cost"]
    found: Metrics = {}
    if "BASIC" in groups:
        found |= {"imp": imp, "click": click, "ctr": _share(100 * click, imp), "cost": cost}
    if "ADDITION" in groups:
        reach = imp - imp // 5
        found |= {"reach": reach, "cost_per_imp": _share(cost, imp)}
        found |= {"cost_per_click": _share(cost, click), "cost_per_reach": _share(cost, reach)}
    if "PLUS_FRIEND" in groups:
        # Kakao's keys of this group are not public; these are names that nobody can know.
        found |= {"sim_friend_add_1d": counts["join_1d"], "sim_friend_add_7d": counts["join_7d"]}
    if "PIXEL_SDK_CONVERSION" in groups:
        found |= {f"conv_purchase_{days}": counts[f"conv_{days}"] for days in ("1d", "7d")}
        found["conv_purchase_p_7d"] = counts["conv_7d"] * PURCHASE_WON
    return found


def _message(counts: Mapping[str, int], groups: Collection[str]) -> Metrics:
    found: Metrics = {}
    if "MESSAGE" in groups:
        found |= {name: counts[name] for name in ("msg_send", "msg_open", "msg_click", "cost")}
    if "MESSAGE_ADDITION" in groups:
        rate = _share(counts["msg_open"], counts["msg_send"])
        found |= {"msg_send_fail": counts["msg_send_fail"], "msg_open_rate": rate}
    return found


def keyword_metrics(counts: Mapping[str, int], groups: Collection[str] = KEYWORD_GROUPS) -> Metrics:
    if not counts["imp"]:
        return {}
    imp, click, cost = counts["imp"], counts["click"], counts["cost"]
    found: Metrics = {}
    if "BASIC" in groups:
        found |= {"imp": imp, "click": click, "spending": cost, "ctr": _share(100 * click, imp)}
    if "ADDITION" in groups:
        found |= {"rimp": imp + imp // 3, "ppc": _share(cost, click), "rank": 1 + imp % 40 / 10}
    if "PIXEL_SDK_CONVERSION" in groups:
        found |= {f"conv_cmpt_reg_{days}": counts[f"conv_{days}"] for days in ("1d", "7d")}
    return found


def _share(part: int, whole: int) -> float | None:
    """Null where there is nothing to divide by."""
    return round(part / whole, 2) if whole else None
