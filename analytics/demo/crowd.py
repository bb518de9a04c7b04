"""The demo channel whose people are known: files up to two weeks ago, then webhooks and clicks.

The last two weeks arrive as they would in life, over HTTP at the running server, with the moment at
which each thing happened in a header that only simulated channels may have.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from analytics.demo.places import anew, bring_in, is_in, is_old, is_untouched, place, wait_for_figures
from channel.clock import kst_midnight, today
from channel.links import actions as links
from channel.links.tokens import issue_tokens
from channel.models import Broadcast, Channel, Click, Friend, FriendIdentity, TrackedLink, User
from kakao.simulator import World, make_world, write_files
from kakao.simulator.calls import Call, Target, calls
from kakao.simulator.replay import replay

CROWD = "소담책방"
WORLD, WEEKS, FRIENDS, SEED = "return", 30, 6_000, 7
LIVE = dt.timedelta(days=14)
LAYOUT = "csv_utf8"
NAMES = {
    "daily_friends": "친구 통계.csv",
    "daily_sources": "유입 경로.csv",
    "broadcasts": "메시지 결과.csv",
    "friends": "확인된 친구.csv",
    "engagements": "반응 기록.csv",
}
