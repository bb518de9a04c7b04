"""How a log line looks: one JSON object, so that a server's log shipper can read it."""

import structlog
from structlog.typing import Processor

from channel.privacy.masking import mask_log

processors: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    mask_log,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
renderer = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure() -> None:
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
