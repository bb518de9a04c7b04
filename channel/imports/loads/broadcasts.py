"""Messages and what came of them: two tables, one row of a file."""

from typing import Any

import pandas as pd

from channel import clock
from channel.broadcasts.matching import UNTITLED, confirmed, matched_sql, near_sql
from channel.broadcasts.models import fold_title
from channel.imports import staging
from channel.imports.staging import Outcome, kept_or_new
from channel.models import Broadcast, BroadcastResult, ImportBatch

STAGE, MATCHED, COMPARED = "stage_messages", "matched_messages", "compared_messages"
COMPARED_RESULTS = "compared_results"
FACTS = ("kakao_id", "sent_at", "audience", "content", "benefit", "message_type")
FIGURES = ("sent", "opened", "clicked", "failed", "impressions", "free_sends")
TYPES = {
    "n": "bigint", "line": "bigint", "channel_id": "bigint", "kakao_id": "text", "title": "text",
    "folded_title": "text", "sent_on": "date", "nth_of_day": "int", "sent_at": "timestamptz",
    "audience": "text", "content": "text", "benefit": "boolean", "message_type": "text",
    "sent": "bigint", "opened": "bigint", "clicked": "bigint", "failed": "bigint",
    "impressions": "bigint", "free_sends": "bigint",
}  # fmt: skip
_B, _R = Broadcast._meta.db_table, BroadcastResult._meta.db_table


def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
    """Merge typed rows with `channel_id`; in a preview only compare."""
    if frame.empty:
        return Outcome()
    staging.copy_frame(STAGE, TYPES, _prepared(frame))
    staging.execute(f"ANALYZE {STAGE}")
    _match(batch)
    _compare()
    outcome = Outcome(refused=_refused())
    outcome.add(staging.count(COMPARED))
    if preview:
        outcome.sample, outcome.near = _sample(), staging.dicts(near_sql(COMPARED))
    else:
        _number()
        _write(batch)
    return outcome


def _prepared(frame: pd.DataFrame) -> pd.DataFrame:
    part = frame.copy()
    part["n"] = range(len(part))
    part["title"] = part["title"].where(part["title"] != "", UNTITLED).str.slice(0, 200)
    part["folded_title"] = [fold_title(title)[:200] for title in part["title"]]
    part["benefit"] = part["benefit"].map({"yes": True, "no": False}).astype("boolean")
    part["content"] = part["content"].map(content_code)
    part["kakao_id"] = part["kakao_id"].str.slice(0, 60)
    part["message_type"] = part["message_type"].str.slice(0, 40)
    moments = part["sent_at"].dt.tz_localize(clock.KST).dt.tz_convert("UTC")
    part["sent_at"] = moments.dt.tz_localize(None)
    return part


def content_code(words: str) -> str:
    """The content tag that a cell names in either language, or nothing."""
    folded = fold_title(words)
    for code, label in Broadcast.Content.choices:
        if folded and (folded == code or folded.startswith(fold_title(str(label)))):
            return code
    return ""


def _match(batch: ImportBatch) -> None:
    lines, stored = confirmed(batch.options.get("same", {}))
    staging.execute(f"DROP TABLE IF EXISTS {MATCHED}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {MATCHED} ON COMMIT DROP AS "
        f"SELECT n, id, false AS by_person FROM ({matched_sql(STAGE)}) m"
    )
    staging.execute(
        f"INSERT INTO {MATCHED} SELECT DISTINCT ON (b.id) s.n, b.id, true "
        "FROM unnest(%s::bigint[], %s::bigint[]) AS u (line, id) "
        f"JOIN {STAGE} s ON s.line = u.line "
        f"JOIN {_B} b ON b.id = u.id AND b.channel_id = s.channel_id "
        f"WHERE s.n NOT IN (SELECT n FROM {MATCHED}) AND b.id NOT IN (SELECT id FROM {MATCHED}) "
        "ORDER BY b.id, s.n",
        [lines, stored],
    )


def _compare() -> None:
    """Both stored rows beside the staged one; figures that cannot both be true are bad."""
    after = ", ".join(f"{_result_after(c)} AS {c}_after" for c in FIGURES)
    facts = " OR ".join(f"{kept_or_new(c)} IS DISTINCT FROM t.{c}" for c in FACTS)
    staging.execute(f"DROP TABLE IF EXISTS {COMPARED}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {COMPARED} ON COMMIT DROP AS SELECT x.*, {_what()} AS what "
        f"FROM (SELECT s.*, t.id AS target, r.id AS result_id, {after}, "
        f"coalesce(m.by_person AND t.folded_title = '{UNTITLED}' AND (s.folded_title, s.sent_on) "
        "IS DISTINCT FROM (t.folded_title, t.sent_on), false) AS renames, "
        f"({facts}) AND t.id IS NOT NULL AS facts_differ, "
        f"({_figures_differ()}) AND t.id IS NOT NULL AS figures_differ "
        f"FROM {STAGE} s LEFT JOIN {MATCHED} m ON m.n = s.n LEFT JOIN {_B} t ON t.id = m.id "
        f"LEFT JOIN {_R} r ON r.broadcast_id = t.id) x"
    )


def _result_after(column: str) -> str:
    return f"CASE WHEN r.id IS NULL THEN s.{column} ELSE {kept_or_new(column, old='r')} END"


def _figures_differ() -> str:
    known = " OR ".join(f"s.{c} IS NOT NULL" for c in FIGURES)
    differ = " OR ".join(f"{kept_or_new(c, old='r')} IS DISTINCT FROM r.{c}" for c in FIGURES)
    return f"CASE WHEN r.id IS NULL THEN {known} ELSE {differ} END"


def _what() -> str:
    return (
        "CASE WHEN x.opened_after > x.sent_after OR x.free_sends_after > x.sent_after THEN 'bad' "
        "WHEN x.target IS NULL THEN 'new' "
        "WHEN x.facts_differ OR x.figures_differ OR x.renames THEN 'changed' ELSE 'same' END"
    )


def _refused() -> list[tuple[int | None, str, str, dict[str, Any]]]:
    found = staging.dicts(
        f"SELECT line, opened_after, free_sends_after, sent_after FROM {COMPARED} "
        "WHERE what = 'bad' ORDER BY line"
    )
    refused: list[tuple[int | None, str, str, dict[str, Any]]] = []
    for row in found:
        name = "opened" if (row["opened_after"] or 0) > row["sent_after"] else "free_sends"
        params = {name: row[f"{name}_after"], "sent": row["sent_after"]}
        refused.append((row["line"], f"{name}_above_sent", name, params))
    return refused


def _sample() -> list[dict[str, Any]]:
    before = ", ".join(f"r.{c} AS before_{c}" for c in FIGURES)
    return staging.dicts(
        f"SELECT c.what, c.line, c.channel_id, c.sent_on, c.title, "
        f"{', '.join(f'c.{f}' for f in FIGURES)}, {before} FROM {COMPARED} c "
        f"LEFT JOIN {_R} r ON r.id = c.result_id WHERE c.what <> 'bad' "
        "ORDER BY array_position(ARRAY['changed', 'new', 'same'], c.what), c.line "
        f"LIMIT {staging.SAMPLE_ROWS}"
    )


def _number() -> None:
    """Messages that are new or get a title count on after the stored ones of that day and title,
    together, so that no two take one number."""
    staging.execute(
        f"UPDATE {COMPARED} c SET nth_of_day = x.nth_of_day FROM "
        "(SELECT n, coalesce((SELECT max(b.nth_of_day) "
        f"FROM {_B} b WHERE b.channel_id = s.channel_id AND b.sent_on = s.sent_on "
        "AND b.folded_title = s.folded_title), 0) + row_number() OVER (PARTITION BY channel_id, "
        "sent_on, folded_title ORDER BY nth_of_day, n) AS nth_of_day "
        f"FROM {COMPARED} s WHERE what = 'new' OR (what = 'changed' AND renames)) x "
        "WHERE x.n = c.n"
    )


def _write(batch: ImportBatch) -> None:
    _write_messages(batch)
    _add_messages(batch)
    _write_results(batch)


def _write_messages(batch: ImportBatch) -> None:
    """Facts that differ, a title for a message typed without one, and that it has a result."""
    staging.execute("DROP TABLE IF EXISTS changed_messages")
    staging.execute(
        "CREATE TEMPORARY TABLE changed_messages ON COMMIT DROP AS SELECT c.*, "
        f"t.state IN ('planned', 'sent') AND c.sent_after IS NOT NULL AS reports FROM {COMPARED} c "
        f"JOIN {_B} t ON t.id = c.target WHERE c.what = 'changed' AND (c.facts_differ OR c.renames "
        "OR (t.state IN ('planned', 'sent') AND c.sent_after IS NOT NULL))"
    )
    staging.change(Broadcast, "changed_messages", FACTS, batch)
    staging.execute(
        f"UPDATE {_B} t SET state = 'reported' FROM changed_messages c "
        "WHERE t.id = c.target AND c.reports"
    )
    staging.execute(
        f"UPDATE {_B} t SET title = c.title, folded_title = c.folded_title, sent_on = c.sent_on, "
        "nth_of_day = c.nth_of_day "
        "FROM changed_messages c WHERE t.id = c.target AND c.renames"
    )


def _add_messages(batch: ImportBatch) -> None:
    columns = (
        "channel_id, kakao_id, title, folded_title, sent_on, nth_of_day, sent_at, content, benefit"
    )
    staging.execute(
        f"WITH made AS (INSERT INTO {_B} ({columns}, message_type, audience, state, origin, "
        f"batch_id, updated_at) SELECT {columns}, coalesce(message_type, ''), "
        "coalesce(audience, 'all'), "
        "CASE WHEN sent IS NULL THEN 'sent' ELSE 'reported' END, %s, %s, now() "
        f"FROM {COMPARED} WHERE what = 'new' RETURNING id, channel_id) " + staging.journal_made(_B),
        [staging.origin_of(batch), batch.pk, batch.pk],
    )
    staging.execute(
        f"UPDATE {COMPARED} c SET target = b.id FROM {_B} b WHERE c.what = 'new' "
        "AND b.channel_id = c.channel_id AND b.sent_on = c.sent_on "
        "AND b.folded_title = c.folded_title AND b.nth_of_day = c.nth_of_day"
    )


def _write_results(batch: ImportBatch) -> None:
    figures = ", ".join(f"{c}" for c in FIGURES)
    staging.execute(f"DROP TABLE IF EXISTS {COMPARED_RESULTS}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {COMPARED_RESULTS} ON COMMIT DROP AS "
        f"SELECT c.channel_id, {figures}, c.result_id AS target, c.target AS broadcast_id, "
        "%s::date AS as_of, CASE WHEN c.result_id IS NULL THEN 'new' ELSE 'changed' END AS what "
        f"FROM {COMPARED} c WHERE (c.what = 'new' AND num_nonnulls({figures}) > 0) "
        "OR (c.what = 'changed' AND c.figures_differ)",
        [clock.today()],
    )
    staging.change(BroadcastResult, COMPARED_RESULTS, FIGURES, batch)
    staging.execute(
        f"UPDATE {_R} t SET as_of = greatest(t.as_of, c.as_of) FROM {COMPARED_RESULTS} c "
        "WHERE t.id = c.target AND c.what = 'changed'"
    )
    staging.execute(
        f"WITH made AS (INSERT INTO {_R} (channel_id, broadcast_id, as_of, sent, opened, clicked, "
        "failed, impressions, free_sends, origin, batch_id, updated_at) SELECT channel_id, "
        "broadcast_id, as_of, sent, opened, clicked, failed, impressions, "
        "coalesce(free_sends, 0), %s, %s, now() "
        f"FROM {COMPARED_RESULTS} WHERE what = 'new' RETURNING id, channel_id) "
        + staging.journal_made(_R),
        [staging.origin_of(batch), batch.pk, batch.pk],
    )
