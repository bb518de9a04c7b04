from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("분석")

    def ready(self) -> None:
        from analytics import recompute
        from analytics.risk import work as risk

        # Order matters: statements, the block signal, the week.
        recompute.STEPS.append(risk.refresh)
        recompute.register_recompute()
