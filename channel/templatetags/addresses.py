"""Addresses a template cannot reverse by itself."""

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse

register = template.Library()


@register.simple_tag
def public_url(name: str, *args: object) -> str:
    """A full address for mail, where no request says where we are."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse(name, args=args)


@register.simple_tag(takes_context=True)
def as_file(context: Context, ending: str) -> str:
    """This page's filters, answered with a file: `?format=csv` without the place in the list."""
    query = context["request"].GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query["format"] = ending
    return f"?{query.urlencode()}"
