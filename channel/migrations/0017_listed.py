"""What lists of friends said is kept beside what Kakao's notices say, so that the order in which
they come no longer matters. Until now both wrote over the same relation.
"""

from django.db import migrations, models

# A relation newer than every notice is a list's. Who came back without a notice of a block had
# been blocked by a list, some time before.
LISTED = """
WITH told AS (
    SELECT channel_id, friend_id, max(occurred_at) AS last,
    bool_or(event = 'blocked') AS block
    FROM channel_friendevent WHERE friend_id IS NOT NULL GROUP BY 1, 2
), said AS MATERIALIZED (
    SELECT f.id, t.last IS NULL OR f.relation_at > t.last AS by_list,
    CASE WHEN t.block IS NOT TRUE
        THEN f.returned_on::timestamp AT TIME ZONE 'Asia/Seoul' END AS back
    FROM channel_friend f
    LEFT JOIN told t ON t.channel_id = f.channel_id AND t.friend_id = f.id
    WHERE f.relation <> 'unknown'
)
UPDATE channel_friend f SET
listed_relation = CASE WHEN by_list THEN relation END,
listed_at = CASE WHEN by_list THEN coalesce(CASE relation
    WHEN 'added' THEN greatest(relation_at, back + interval '12 hours') ELSE relation_at END,
    updated_at) END,
listed_block_at = CASE WHEN by_list AND relation = 'blocked' THEN coalesce(relation_at, updated_at)
    ELSE back END,
listed_undated = by_list AND relation_at IS NULL AND back IS NULL
FROM said WHERE said.id = f.id AND (by_list OR back IS NOT NULL)
"""

# What an undoing brings back says the same of the row as it was.
_BEFORE = """
UPDATE {table} SET before = before || jsonb_build_object('returned_on', before->>'returned_on',
'listed_relation', nullif(before->>'relation', 'unknown'),
'listed_at', CASE WHEN before->>'relation' <> 'unknown'
    THEN coalesce((before->>'relation_at')::timestamptz, {at}) END,
'listed_undated', before->>'relation' <> 'unknown' AND before->>'relation_at' IS NULL,
'listed_block_at', CASE before->>'relation' WHEN 'blocked'
    THEN coalesce((before->>'relation_at')::timestamptz, {at})
    ELSE (before->>'returned_on')::timestamp AT TIME ZONE 'Asia/Seoul' END)
WHERE {where}
"""
JOURNALS = _BEFORE.format(
    table="channel_importjournal",
    at="(before->>'updated_at')::timestamptz",
    where="\"table\" = 'channel_friend' AND before IS NOT NULL",
)
MERGES = _BEFORE.format(table="channel_friendmerge", at="at", where="true")


class Migration(migrations.Migration):
    dependencies = [("channel", "0016_returned_days")]

    operations = [
        migrations.AddField(
            model_name="friend",
            name="listed_relation",
            field=models.CharField(
                blank=True,
                choices=[("unknown", "확인 전"), ("added", "친구"), ("blocked", "차단")],
                max_length=8,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="friend",
            name="listed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="friend",
            name="listed_block_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="friend",
            name="listed_undated",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(LISTED, migrations.RunSQL.noop),
        migrations.RunSQL(JOURNALS, migrations.RunSQL.noop),
        migrations.RunSQL(MERGES, migrations.RunSQL.noop),
    ]
