"""The ground floor's tables, one module a subject."""

from channel.accounts.models import Channel, Invitation, Member, Organisation, Role, User
from channel.alerts.models import Alert, AlertMute, Delivery
from channel.audit.models import AuditEntry
from channel.broadcasts.models import Broadcast, BroadcastResult
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
from channel.prices.models import PriceRate
from channel.risk.models import BroadcastRisk, RiskBaseline
from channel.runs.models import Run
from channel.secrets.models import Secret

__all__ = [
    "Alert", "AlertMute", "AuditEntry", "AxisNote", "Broadcast", "BroadcastResult",
    "BroadcastRisk", "Channel", "DailyFriends", "Delivery", "ImportBatch", "ImportJournal",
    "ImportMapping", "ImportPart", "ImportProblem", "Invitation", "Member", "Organisation",
    "Origin", "PeriodFriends", "PriceRate", "Reading", "RiskBaseline", "Role", "Run", "Secret",
    "Source", "SourceDay", "TypedFigure", "User",
]  # fmt: skip
