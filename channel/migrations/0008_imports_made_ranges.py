"""The journal notes new rows as ranges of ids: one row per channel instead of one per fact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channel", "0007_friend_merge")]

    operations = [
        migrations.AddField(
            "importjournal", "last_id", models.BigIntegerField(null=True, blank=True)
        ),
    ]
