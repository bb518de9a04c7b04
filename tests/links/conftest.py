import pytest

from channel.models import Channel, TrackedLink
from tests import make

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 KAKAOTALK 25.9.1"
)
SHOP = "https://shop.example/knit?color=navy"


@pytest.fixture
def place() -> Channel:
    return make.channel(public_id="_ZeUTxl")


@pytest.fixture
def link(place: Channel) -> TrackedLink:
    return TrackedLink.objects.create(channel=place, name="매장 QR", target=SHOP)
