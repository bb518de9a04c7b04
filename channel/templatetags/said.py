"""Texts that a row keeps in Korean, in the reader's language."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def said(text: str) -> str:
    return gettext(text) if text else ""
