from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("분석")

    def ready(self) -> None:
        from analytics import recompute
        from analytics.alerts.stale import clear_if_fresh

        recompute.register_recompute()
        recompute.STEPS.append(clear_if_fresh)
