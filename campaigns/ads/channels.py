"""Whose figures these are: the campaign's own channel if a person named one, else the account's."""

from django.db import connection

from campaigns.models import AdAccount

SETTLE = """
UPDATE campaigns_adday d SET channel_id = coalesce(
    (SELECT c.channel_id FROM campaigns_adcampaign c
     WHERE c.account_id = d.account_id AND c.kakao_id = d.campaign_id), %(channel)s)
WHERE d.account_id = %(account)s AND d.channel_id IS DISTINCT FROM coalesce(
    (SELECT c.channel_id FROM campaigns_adcampaign c
     WHERE c.account_id = d.account_id AND c.kakao_id = d.campaign_id), %(channel)s)
"""


def settle_channels(account: AdAccount) -> int:
    """Give every stored day of the account its channel; says how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"account": account.pk, "channel": account.channel_id})
        return int(cursor.rowcount)
