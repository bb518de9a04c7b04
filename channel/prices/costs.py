"""Prices as integers: floats would make 16,501 won of 1,000 sends at 15 won and 10% VAT."""

import datetime as dt
from collections.abc import Sequence

from channel.prices.models import PriceRate


class NoPrice(LookupError):
    """No rate was entered for that item and day."""


def rate_on(item: str, on: dt.date) -> PriceRate:
    found = PriceRate.objects.filter(item=item, valid_from__lte=on).order_by("-valid_from").first()
    if found is None:
        raise NoPrice(f"{item} {on}")
    return found


def cost_of(rate: PriceRate, count: int) -> int:
    """Won including VAT, a fraction of a won rounded up as Kakao bills it."""
    return -(-count * rate.won * (100 + rate.vat_percent) // 100)


def cost_won(item: str, count: int, on: dt.date) -> int:
    return cost_of(rate_on(item, on), count)


def break_even(friends: int, on: dt.date) -> int:
    """Recipients from which sending to everybody is no dearer than sending to a part."""
    everyone = rate_on(PriceRate.Item.MESSAGE_ALL, on)
    part = rate_on(PriceRate.Item.MESSAGE_TARGET, on)
    return break_even_of(everyone, part, friends)


def break_even_of(everyone: PriceRate, part: PriceRate, friends: int) -> int:
    total, one = friends * everyone.won, part.won
    return -(-total * (100 + everyone.vat_percent) // (one * (100 + part.vat_percent)))


class PriceList:
    """All rates of one item, read once: costs of many messages take one query."""

    def __init__(self, item: str) -> None:
        self.rates: Sequence[PriceRate] = list(
            PriceRate.objects.filter(item=item).order_by("-valid_from")
        )

    def cost(self, count: int, on: dt.date) -> int:
        for rate in self.rates:
            if rate.valid_from <= on:
                return cost_of(rate, count)
        raise NoPrice(str(on))
