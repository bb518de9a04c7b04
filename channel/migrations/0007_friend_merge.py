import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0006_intake"),
    ]

    operations = [
        migrations.CreateModel(
            name="FriendMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_id", models.BigIntegerField()),
                ("dropped_id", models.BigIntegerField()),
                (
                    "moved",
                    models.JSONField(
                        help_text="ids of identities, events, engagements and earlier merged rows"
                    ),
                ),
                ("before", models.JSONField(help_text="the kept row's own values")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="channel.channel",
                    ),
                ),
            ],
            options={
                "verbose_name": "한 사람으로 합친 기록",
                "verbose_name_plural": "한 사람으로 합친 기록",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "dropped_id"), name="friend_merge_key"
                    )
                ],
                "indexes": [
                    models.Index(fields=["channel", "kept_id", "-id"], name="friend_merge_newest")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="friend",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["channel", "merged_into"],
                name="friend_merged",
            ),
        ),
    ]
