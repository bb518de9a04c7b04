"""Who blocked and came back before `returned_on` was kept: his opportunities begin on that day.

Forecasts looked back at were made from reactions that came later too: the next night makes them,
and the Sundays computed with them, from what was known then.
"""

from django.db import migrations

RETURNED = """
WITH told AS (
    SELECT channel_id, friend_id, event, occurred_at, max(occurred_at)
        FILTER (WHERE event = 'blocked') OVER (PARTITION BY channel_id, friend_id) AS block
    FROM channel_friendevent WHERE friend_id IS NOT NULL
), back AS MATERIALIZED (
    SELECT channel_id, friend_id, (min(occurred_at) AT TIME ZONE 'Asia/Seoul')::date AS day
    FROM told WHERE event = 'added' AND occurred_at > block GROUP BY 1, 2
)
UPDATE channel_friend f SET returned_on = back.day FROM back
WHERE f.channel_id = back.channel_id AND f.id = back.friend_id
"""

BEGUN_ANEW = """
UPDATE channel_friendactivity a SET from_ordinal = 1 + (
    SELECT count(*) FROM channel_sendday s
    WHERE s.channel_id = a.channel_id AND s.day <= f.returned_on)
FROM channel_friend f WHERE f.channel_id = a.channel_id AND f.id = a.friend_id
AND f.returned_on > f.trackable_from
"""

AS_KNOWN_THEN = """
DELETE FROM channel_ghostbacktest;
UPDATE channel_reading SET stale = true
WHERE measure = 't1_ghost_share' AND subject = 'channel' AND inputs ? 'recomputed'
AND value IS NOT NULL;
UPDATE channel_reading
SET inputs = inputs || jsonb_build_object('known', coalesce(inputs->'first', to_jsonb(as_of)))
WHERE measure IN ('t1_expected_silent', 't1_actual_silent') AND NOT inputs ? 'known';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0015_returned_and_pruned"),
    ]

    operations = [
        migrations.RunSQL(RETURNED, migrations.RunSQL.noop),
        migrations.RunSQL(BEGUN_ANEW, migrations.RunSQL.noop),
        migrations.RunSQL(AS_KNOWN_THEN, migrations.RunSQL.noop),
    ]
