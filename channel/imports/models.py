"""Imports as rows: the bytes, what a person decided, what went wrong, how to take it back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """reading → asking → ready → loading → done → undone; failed and cancelled end it earlier.

    `asking` needs a person (mapping, 명 or 회, which channel); `ready` shows the preview.
    """

    class State(models.TextChoices):
        READING = "reading", _("읽는 중")
        ASKING = "asking", _("확인 필요")
        READY = "ready", _("미리보기")
        LOADING = "loading", _("넣는 중")
        DONE = "done", _("넣음")
        UNDOING = "undoing", _("되돌리는 중")
        UNDONE = "undone", _("되돌림")
        FAILED = "failed", _("넣지 못함")
        CANCELLED = "cancelled", _("취소")

    class Way(models.TextChoices):
        FILE = "file", _("파일")
        PASTE = "paste", _("붙여넣기")
        TYPED = "typed", _("직접 입력")

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    # empty: the table names its channels in a column of its own
    channel = models.ForeignKey("channel.Channel", models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.FILE)
    filename = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    header_hash = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0, help_text="rows an undo left to a later writer")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("가져오기")
        verbose_name_plural = _("가져오기")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="import_of_organisation"),
            models.Index(fields=["channel", "-created_at"], name="import_of_channel"),
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.kind} {self.pk}"


class ImportPart(models.Model):
    """A piece of the uploaded bytes: web and worker need no shared disk, and a crash loses none."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="parts")
    n = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "n"], name="import_part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.n}"


class ImportMapping(models.Model):
    """What a person decided for a header of this shape, so that the next file asks nothing."""

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    kind = models.CharField(max_length=30)
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField()
    options = models.JSONField(default=dict, blank=True)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("항목 맞추기")
        verbose_name_plural = _("항목 맞추기")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "header_hash"], name="import_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_hash[:8]}"


class ImportProblem(models.Model):
    """A row that was not loaded, or a thing worth knowing of one: line, field, reason."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    line = models.BigIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict, blank=True)
    row = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("가져오기 오류")
        verbose_name_plural = _("가져오기 오류")
        indexes = [models.Index(fields=["batch", "line"], name="import_problem_by_line")]

    def __str__(self) -> str:
        return f"{self.code} {self.line}"


class ImportJournal(models.Model):
    """The row as it was before this batch wrote it.

    `before` is null where it made the row, and with `last_id` all rows of the channel from `row_id`
    to there that name the batch.
    """

    # As many rows as facts: the reference is by id, without a constraint to check at each commit.
    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="journal", db_constraint=False, db_index=False
    )
    channel_id = models.BigIntegerField()
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    last_id = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(null=True)

    class Meta:
        # Its one index besides the key also finds the rows of a batch and of a table in it.
        constraints = [
            models.UniqueConstraint(fields=["batch", "table", "row_id"], name="import_journal_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
