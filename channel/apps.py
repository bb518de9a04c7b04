from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelConfig(AppConfig):
    name = "channel"
    verbose_name = _("채널")

    def ready(self) -> None:
        from channel.alerts import own_kinds as alert_kinds
        from channel.imports.registry import register_imports
        from channel.labels import name_fields
        from channel.links.kinds import register_links
        from channel.people.send_days import mark_stale
        from channel.privacy.own_models import register_own as register_personal
        from channel.privacy.tidy import register_tidy
        from channel.signals import facts_changed

        name_fields(self.label)
        alert_kinds.register()
        register_imports()
        register_links()
        register_personal()
        register_tidy()
        facts_changed.connect(mark_stale, dispatch_uid="people")
