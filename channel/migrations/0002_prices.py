"""The prices Kakao published for channel messages; a later price is a row of its own."""

import datetime as dt
from typing import Any

from django.db import migrations

RATES = [
    ("message_all", 15, "카카오 고객센터: 채널 메시지 일반 발송"),
    ("message_target", 20, "카카오 고객센터: 채널 메시지 타겟 발송"),
]


def seed(apps: Any, schema_editor: Any) -> None:
    rate = apps.get_model("channel", "PriceRate")
    for item, won, source in RATES:
        rate.objects.get_or_create(
            item=item,
            valid_from=dt.date(2020, 1, 1),
            defaults={"won": won, "vat_percent": 10, "source": source},
        )


class Migration(migrations.Migration):
    dependencies = [("channel", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
