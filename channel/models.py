"""The ground floor's tables, one module a subject."""

from channel.accounts.models import Channel, Invitation, Member, Organisation, Role, User
from channel.alerts.models import Alert, AlertMute, Delivery
from channel.audit.models import AuditEntry
from channel.broadcasts.models import Broadcast, BroadcastResult
from channel.connections.models import Connection, WebhookDelivery
from channel.connections.sync import Platform, RateGate, SyncCursor, SyncKind, SyncRun
from channel.figures.models import (
    AxisNote,
    DailyFriends,
    Origin,
    PeriodFriends,
    Reading,
    Source,
    SourceDay,
    TypedFigure,
)
from channel.imports.models import (
    ImportBatch,
    ImportJournal,
    ImportMapping,
    ImportPart,
    ImportProblem,
)
from channel.links.models import Click, LinkDay, PublicAddress, TrackedLink
from channel.people.models import (
    CountedBroadcast,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    FriendState,
    GhostBackTest,
    GhostFit,
    PatternScore,
    PrunedReactions,
    SendDay,
)
from channel.prices.models import PriceRate
from channel.risk.models import BroadcastRisk, RiskBaseline
from channel.runs.models import Run
from channel.secrets.models import Secret

__all__ = [
    "Alert", "AlertMute", "AuditEntry", "AxisNote", "Broadcast", "BroadcastResult",
    "BroadcastRisk", "Channel", "Click", "Connection", "CountedBroadcast", "DailyFriends",
    "Delivery", "Engagement", "Friend", "FriendActivity", "FriendEvent", "FriendIdentity",
    "FriendMerge", "FriendState", "GhostBackTest", "GhostFit", "ImportBatch", "ImportJournal",
    "ImportMapping", "ImportPart", "ImportProblem", "Invitation", "LinkDay", "Member",
    "Organisation", "Origin", "PatternScore", "PeriodFriends", "Platform", "PriceRate",
    "PrunedReactions", "PublicAddress", "RateGate", "Reading", "RiskBaseline", "Role", "Run", "Secret", "SendDay", "Source", "SourceDay",
    "SyncCursor", "SyncKind", "SyncRun", "TrackedLink", "TypedFigure", "User", "WebhookDelivery",
]  # fmt: skip
