"""Simulated ad accounts: what exists, what truly happened on each day, and what is shown when."""

from kakao.simulator.ads.accounts import Account, Campaign, Product, Shape, make_accounts
from kakao.simulator.ads.figures import Figures
from kakao.simulator.ads.messages import Message, growth, messages

__all__ = [
    "Account",
    "Campaign",
    "Figures",
    "Message",
    "Product",
    "Shape",
    "growth",
    "make_accounts",
    "messages",
]
