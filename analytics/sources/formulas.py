"""The words of the sources' papers, beside those of the statements."""

from django.utils.translation import gettext_lazy as _

from analytics.statements.formulas import FORMULAS, INPUTS, REASONS, Formula

NOT_EQUAL = _(
    "카카오의 갈래는 추가한 친구와 세는 방법이 달라, 갈래를 모두 더해도 합이 맞지 않습니다."
)
SUM = _("%(first)s부터 %(until)s까지 이 경로로 적힌 추가를 %(n)s일 더했습니다.")
SHARE = _("이 경로의 추가 %(added)s명 ÷ 경로를 아는 추가 %(reported)s명입니다.")
REPORTED = _("%(first)s부터 %(until)s까지 모든 경로의 추가를 %(n)s일 더했습니다.")
UNKNOWN = _("추가한 친구 %(added)s명에서 경로를 아는 추가 %(reported)s명을 뺐습니다(%(n)s일).")


def register() -> None:
    for days in (30, 90):
        FORMULAS[f"source_adds_{days}d"] = Formula(_("이 경로로 온 친구"), SUM, NOT_EQUAL)
        FORMULAS[f"source_share_{days}d"] = Formula(_("이 경로의 비율"), SHARE, NOT_EQUAL)
        FORMULAS[f"reported_adds_{days}d"] = Formula(_("경로를 아는 친구"), REPORTED, NOT_EQUAL)
        FORMULAS[f"unknown_adds_{days}d"] = Formula(_("경로를 모르는 친구"), UNKNOWN, NOT_EQUAL)
    REASONS.update(
        sources_none=_("이 기간에 이 경로의 자료가 없습니다."),
        sources_above=_(
            "경로를 아는 추가 %(reported)s명이 추가한 친구 %(added)s명보다 많아 뺄 수 없습니다."
        ),
        sources_no_days=_("추가한 친구와 유입 경로가 함께 있는 날이 없습니다."),
    )
    INPUTS["reported"] = (_("경로를 아는 추가"), "people")
