"""Files as a person uploads them, taken through the real runs."""

from channel.imports import actions
from channel.models import Channel, ImportBatch, Organisation, User
from channel.runs.work import drain


def upload(
    place: Channel | Organisation, by: User, text: str, name: str = "stats.csv", **fields: str
) -> ImportBatch:
    batch = actions.start_import(place, by=by, chunks=[text.encode()], filename=name, **fields)
    drain()
    batch.refresh_from_db()
    return batch


def load(place: Channel | Organisation, by: User, text: str, **fields: str) -> ImportBatch:
    batch = upload(place, by, text, **fields)
    assert batch.state == "ready", (batch.state, batch.questions, words(batch))
    actions.confirm(batch, by=by)
    drain()
    batch.refresh_from_db()
    assert batch.state == "done"
    return batch


def take_back(batch: ImportBatch, by: User) -> ImportBatch:
    actions.undo(batch, by=by)
    drain()
    batch.refresh_from_db()
    assert batch.state == "undone"
    return batch


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.new, batch.changed, batch.same, batch.bad


def words(batch: ImportBatch) -> list[str]:
    from channel.imports.messages import say

    return [say(problem) for problem in batch.problems.order_by("line", "pk")]
