from django.utils.translation import gettext_lazy as _

from channel.links import checking
from channel.runs.registry import RunKind, register


def register_links() -> None:
    register(RunKind(checking.CHECK_ADDRESS, _("공개 주소 확인"), checking.work))
