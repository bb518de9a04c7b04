"""Under which address links are handed out, and which targets would lead back to ourselves."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from channel.models import Channel, PublicAddress, TrackedLink


def current_address() -> PublicAddress | None:
    return PublicAddress.objects.select_related("organisation").first()


def base_url(channel: Channel) -> str | None:
    """None until the public address was checked: no link or QR code is handed out before.

    The people of a simulated channel live on this machine.
    """
    address = current_address()
    if address and address.state == PublicAddress.State.CHECKED:
        return address.url
    return settings.PUBLIC_URL if channel.is_simulated else None


def is_reachable() -> bool:
    """Can anybody outside open this installation, as far as we know?"""
    address = current_address()
    return settings.HTTPS or bool(address and address.state == PublicAddress.State.CHECKED)


def url_of(link: TrackedLink, base: str) -> str:
    return f"{base}/l/{link.code}"


def friend_url(channel: Channel) -> str | None:
    """Kakao's sheet that asks to add the channel, once the public id is known."""
    return f"https://pf.kakao.com/{channel.public_id}/friend" if channel.public_id else None


def is_own_link(url: str) -> bool:
    """Would a link with this target lead to one of our own, and perhaps round for ever?"""
    parts = urlsplit(url)
    named = [urlsplit(settings.PUBLIC_URL).hostname or ""]
    if address := current_address():
        named.append(urlsplit(address.url).hostname or "")
    named += [host for host in settings.ALLOWED_HOSTS if host != "*"]
    ours = validate_host(parts.hostname or "", [host.lower() for host in named])
    return ours and f"{parts.path}/".startswith("/l/")
