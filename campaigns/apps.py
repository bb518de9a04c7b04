from dataclasses import replace

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("캠페인")

    def ready(self) -> None:
        from campaigns.ads.kinds import ADS_KEYWORD, ADS_MOMENT
        from campaigns.ads.load import loader
        from channel.imports import kinds
        from channel.labels import name_fields
        from channel.models import Platform

        name_fields(self.label)
        kinds.register(replace(ADS_MOMENT, load=loader(Platform.MOMENT)))
        kinds.register(replace(ADS_KEYWORD, load=loader(Platform.KEYWORD)))
