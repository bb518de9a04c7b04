"""Full addresses for mail, where no request says where we are."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def public_url(name: str, *args: object) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)
