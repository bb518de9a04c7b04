"""A key of a report is named per organisation."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, _editor: Any) -> None:
    metrics = apps.get_model("campaigns", "DiscoveredMetric").objects
    accounts = apps.get_model("campaigns", "AdAccount").objects.filter(pk=OuterRef("account"))
    metrics.filter(account=None).delete()  # found again by the next pull
    metrics.update(organisation=Subquery(accounts.values(value=F("organisation"))[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_group_receivers"),
        ("channel", "0013_typed_origin"),
    ]
    operations = [
        migrations.RemoveConstraint("discoveredmetric", "discovered_metric_key"),
        migrations.AddField(
            "discoveredmetric", "organisation",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, to="channel.organisation"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # deferred checks of the rows just filled end before the table changes again
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "discoveredmetric", "organisation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="channel.organisation"
            ),
        ),
        migrations.AddConstraint(
            "discoveredmetric",
            models.UniqueConstraint(
                fields=["organisation", "platform", "key"], name="discovered_metric_key"
            ),
        ),
    ]  # fmt: skip
