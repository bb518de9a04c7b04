from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("분석")

    def ready(self) -> None:
        from analytics import recompute
        from analytics.alerts.stale import clear_if_fresh
        from analytics.ghosts import registry as ghosts
        from analytics.ghosts.work import enqueue_refit
        from analytics.risk import formulas
        from analytics.risk import work as risk
        from analytics.sources import formulas as source_formulas
        from analytics.sources import work as sources
        from analytics.statements import refresh as statements
        from analytics.sync.kinds import register_sync
        from analytics.weekly import readings as week
        from channel.connections.days import fill_days
        from channel.labels import name_fields
        from channel.people.send_days import renumber

        name_fields(self.label)
        # The order matters: the block signal's alerts name figures of the statements.
        recompute.STEPS[:] = [
            renumber, fill_days, statements.refresh, sources.refresh, risk.refresh, week.refresh,
            clear_if_fresh, enqueue_refit,
        ]  # fmt: skip
        recompute.register_recompute()
        formulas.register()
        source_formulas.register()
        ghosts.register()
        register_sync()
