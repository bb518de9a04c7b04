"""When Kakao is asked. Rows, not settings: a start would put settings over what an admin changed."""

from typing import Any

from django.db import migrations

# name, task, minute, hour, arguments
TIMES = [
    ("Kakao: accounts, names and friend groups", "0", "8",
     '{"kinds": ["accounts", "names", "friend_groups"]}'),
    ("Kakao: yesterday's figures", "35", "8",
     '{"kinds": ["account_days", "campaign_days", "group_days", "creative_days", "keyword_days"]}'),
    ("Kakao: results of messages", "45", "*/3", '{"kinds": ["messages"]}'),
]  # fmt: skip


def make(apps: Any, _editor: Any) -> None:
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule")
    tasks = apps.get_model("django_celery_beat", "PeriodicTask")
    for name, minute, hour, kwargs in TIMES:
        crontab, _new = crontabs.objects.get_or_create(
            minute=minute, hour=hour, day_of_week="*", day_of_month="*", month_of_year="*",
            timezone="Asia/Seoul",
        )  # fmt: skip
        tasks.objects.get_or_create(
            name=name,
            defaults={"task": "analytics.start_sync", "crontab": crontab, "kwargs": kwargs},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
