from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("분석")

    def ready(self) -> None:
        from analytics import recompute
        from analytics.statements.refresh import refresh
        from analytics.weekly.readings import refresh as refresh_week

        recompute.register_recompute()
        recompute.STEPS.append(refresh)
        recompute.STEPS.append(refresh_week)
