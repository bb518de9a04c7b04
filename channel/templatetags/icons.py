"""Our own line drawings, 20 by 20, as `parts/icon.html` takes them."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DOT = '<circle cx="10" cy="10" r="1.5"/>'
# Looked up, not asked for one after the other: a page has some twenty of them.
DRAWN = {
    "home": '<path d="M3 9.2 10 3.5l7 5.7V16a1 1 0 0 1-1 1h-3.6v-4.6H7.6V17H4a1 1 0 0 1-1-1z"/>',
    "week": '<circle cx="10" cy="10" r="7"/><path d="M10 5.8V10l2.8 2"/>',
    "message": '<path d="M3 4.5h14v9.2H9.2L5.4 17v-3.3H3z"/><path d="M6.5 8h7M6.5 10.6h4.5"/>',
    "people": (
        '<circle cx="7.5" cy="7" r="2.8"/>'
        '<path d="M2.5 16.5c.3-3 2.2-4.7 5-4.7s4.7 1.7 5 4.7"/>'
        '<path d="M12.8 4.5a2.6 2.6 0 0 1 0 5M14.5 12c1.8.6 2.8 2.1 3 4.5"/>'
    ),
    "data": '<path d="M3 4h14v12H3zM3 8h14M3 12h14M8 8v8"/>',
    "event": (
        '<path d="M3.5 8.5h13V17h-13zM2.5 5.5h15v3h-15zM10 5.5V17"/>'
        '<path d="M10 5.5C8 5.5 6 4.8 6.5 3.3S9.5 3 10 5.5c.5-2.5 3-3.7 3.5-2.2S12 5.5 10'
        ' 5.5"/>'
    ),
    "more": '<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "alert": '<path d="M10 3.2 17.8 16.5H2.2zM10 8v4M10 14.2v.1"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.3v4.2M10 6.5v.1"/>',
    "down": '<path d="m5 7.5 5 5 5-5"/>',
    "up": '<path d="m5 12.5 5-5 5 5"/>',
    "right": '<path d="m7.5 5 5 5-5 5"/>',
    "left": '<path d="m12.5 5-5 5 5 5"/>',
    "copy": '<path d="M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7"/>',
    "upload": '<path d="M10 13V3.5M6 7l4-3.8L14 7M3.5 12.5v4h13v-4"/>',
    "download": '<path d="M10 3.5V13M6 9.3l4 3.8 4-3.8M3.5 12.5v4h13v-4"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m13 13 4 4"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "sun": (
        '<circle cx="10" cy="10" r="3.3"/>'
        '<path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4'
        ' 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4"/>'
    ),
    "theme": '<circle cx="10" cy="10" r="7"/><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "edit": '<path d="m4 16 .8-3.6L13.5 3.7l2.8 2.8-8.7 8.7z"/>',
    "undo": '<path d="M7 4 3.5 7.5 7 11M3.5 7.5h8.2a4.3 4.3 0 0 1 0 8.6H7"/>',
    "print": '<path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 12h8v5H6z"/>',
    "user": (
        '<circle cx="10" cy="7" r="3.2"/><path d="M3.8 17c.4-3.4 2.8-5.2 6.2-5.2s5.8 1.8 6.2 5.2"/>'
    ),
    "calendar": '<path d="M3 5h14v12H3zM3 8.8h14M6.8 3v3.5M13.2 3v3.5"/>',
}


@register.filter
def drawn(name: str) -> SafeString:
    return mark_safe(DRAWN.get(name, DOT))  # noqa: S308 - constants of this file
