"""Bring Kakao's answers into the tables. Each function may run twice and leaves the same rows."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from campaigns.ads.models import PROVISIONAL_DAYS, AdAccount, DiscoveredMetric
from channel import clock
from kakao.figures import Metric, ReportRow

COLUMNS: Mapping[str, Metric] = {
    "impressions": Metric.IMPRESSIONS, "clicks": Metric.CLICKS, "cost_won": Metric.COST,
    "reach": Metric.REACH, "sent": Metric.SENT, "opened": Metric.OPENED,
    "message_clicks": Metric.MESSAGE_CLICKS, "failed": Metric.FAILED,
}  # fmt: skip

UPSERT = """
WITH new AS (
    SELECT n.*, coalesce(c.channel_id, %(channel)s) AS channel_id
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS n (level text, object_id text, day date,
        dimension text, campaign_id text, impressions bigint, clicks bigint, cost_won bigint,
        reach bigint, sent bigint, opened bigint, message_clicks bigint, failed bigint,
        metrics jsonb, provisional boolean)
    LEFT JOIN campaigns_adcampaign c
        ON c.account_id = %(account)s AND c.kakao_id = n.campaign_id
), revised AS (
    INSERT INTO campaigns_addayrevision (account_id, ad_day_id, metrics, replaced_at)
    -- what a file told stands in its columns alone
    SELECT t.account_id, t.id, CASE WHEN t.origin = 'pull' THEN t.metrics
        ELSE jsonb_strip_nulls(jsonb_build_object('impressions', t.impressions, 'clicks', t.clicks,
            'cost_won', t.cost_won, 'reach', t.reach, 'sent', t.sent, 'opened', t.opened,
            'message_clicks', t.message_clicks, 'failed', t.failed,
            'friends_added', t.friends_added)) END, clock_timestamp()
    FROM new n JOIN campaigns_adday t ON t.account_id = %(account)s AND t.level = n.level
        AND t.object_id = n.object_id AND t.day = n.day AND t.dimension = n.dimension
    WHERE t.metrics IS DISTINCT FROM n.metrics
    RETURNING id
), written AS (
    INSERT INTO campaigns_adday AS t (account_id, channel_id, level, object_id, day, dimension,
        campaign_id, impressions, clicks, cost_won, reach, sent, opened, message_clicks, failed,
        metrics, provisional, origin, updated_at)
    SELECT %(account)s, channel_id, level, object_id, day, dimension, campaign_id, impressions,
        clicks, cost_won, reach, sent, opened, message_clicks, failed, metrics, provisional,
        'pull', clock_timestamp() FROM new n
    -- an empty row is a reported zero, which needs no row of ours, unless it takes one back
    WHERE n.metrics <> '{}' OR EXISTS (SELECT 1 FROM campaigns_adday o
        WHERE o.account_id = %(account)s AND o.level = n.level AND o.object_id = n.object_id
        AND o.day = n.day AND o.dimension = n.dimension)
    ON CONFLICT (account_id, level, object_id, day, dimension) DO UPDATE SET
        channel_id = excluded.channel_id, campaign_id = excluded.campaign_id,
        impressions = excluded.impressions, clicks = excluded.clicks,
        cost_won = excluded.cost_won, reach = excluded.reach, sent = excluded.sent,
        opened = excluded.opened, message_clicks = excluded.message_clicks,
        failed = excluded.failed, metrics = excluded.metrics,
        provisional = excluded.provisional, origin = 'pull', batch_id = NULL,
        updated_at = excluded.updated_at
    WHERE (t.metrics, t.provisional, t.campaign_id, t.origin)
        IS DISTINCT FROM (excluded.metrics, excluded.provisional, excluded.campaign_id, 'pull')
)
SELECT count(*) FROM revised
"""


@dataclass(frozen=True)
class Stored:
    rows: int = 0
    revised: int = 0


def is_provisional(day: dt.date, today: dt.date) -> bool:
    return (today - day).days <= PROVISIONAL_DAYS


def store_days(
    account: AdAccount, rows: Sequence[ReportRow], campaigns: Mapping[str, str]
) -> Stored:
    """Daily figures; `campaigns` names the campaign of each object. Old values are kept."""
    today = clock.today()
    payload = [_payload(row, campaigns.get(row.object_id, ""), today) for row in rows]
    params: dict[str, Any] = {
        "rows": json.dumps(payload),
        "account": account.pk,
        "channel": account.channel_id,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, params)
        (revised,) = cursor.fetchone()
        _discover(account, {key for row in rows for key in row.unknown})
    return Stored(len(rows), revised)


def _payload(row: ReportRow, campaign: str, today: dt.date) -> dict[str, Any]:
    figures = {name: _whole(row.metrics.get(metric)) for name, metric in COLUMNS.items()}
    return figures | {
        "level": row.level.value,
        "object_id": row.object_id,
        "day": row.day.isoformat(),
        "dimension": row.dimension[:80],
        "campaign_id": campaign,
        "metrics": dict(row.raw),
        "provisional": is_provisional(row.day, today),
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _discover(account: AdAccount, keys: Iterable[str]) -> None:
    found = [
        DiscoveredMetric(
            organisation_id=account.organisation_id,
            platform=account.platform,
            key=key[:80],
            account=account,
        )
        for key in sorted(keys)
    ]
    DiscoveredMetric.objects.bulk_create(found, ignore_conflicts=True)
