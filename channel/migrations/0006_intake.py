import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0005_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedBroadcast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("broadcast_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("full", models.BooleanField(help_text="sent to all friends")),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="channel.channel",
                    ),
                ),
            ],
            options={
                "verbose_name": "발송일에 센 메시지",
                "verbose_name_plural": "발송일에 센 메시지",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "broadcast_id"), name="counted_broadcast_key"
                    )
                ],
            },
        ),
        # The recount reads nothing but this index.
        migrations.RemoveIndex(model_name="engagement", name="engagement_of_friend"),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(
                fields=["channel", "friend_id", "day"],
                include=("kind", "broadcast_id", "at"),
                name="engagement_of_friend",
            ),
        ),
    ]
