"""Requests to addresses that people typed: only outside this network, and only to the address that
was checked. A name may lead elsewhere a moment later."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter


class NotOutside(Exception):
    """`name`: there is no such name. `inside`: it leads into some network. `open`: not encrypted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def address_of(url: str) -> str:
    """Where the URL's name leads now, all of whose addresses must be outside. Raises NotOutside."""
    host = urlsplit(url).hostname
    if not host:
        raise NotOutside("name")
    if settings.ALLOW_LOCAL_ADDRESS:
        return host
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotOutside("name") from None
    addresses = [str(one[4][0]) for one in found]
    if not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise NotOutside("inside")
    return addresses[0]


def ask(method: str, url: str, address: str, **more: Any) -> requests.Response:
    """One request to that address as the URL's name, TLS included. Follows no redirect.

    Raises requests.RequestException or OSError.
    """
    headers = {**more.pop("headers", {}), "Host": urlsplit(url).netloc.rpartition("@")[2]}
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _At(address))
        return session.request(method, url, headers=headers, allow_redirects=False, **more)


class _At(HTTPAdapter):
    """Connects to one address; the name in the URL is what TLS asks for and checks."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        place, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        name = {"server_hostname": place["host"], "assert_hostname": place["host"]}
        tls = name if place["scheme"] == "https" else {}
        return {**place, "host": self.address}, {**pool, **tls}
