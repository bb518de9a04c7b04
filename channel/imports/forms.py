"""What is uploaded, and which column of the file is which."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from channel.imports.kinds import ImportKind, all_kinds, get_kind
from channel.imports.messages import FIELDS, KINDS
from channel.models import ImportBatch

TWICE = _("같은 항목을 두 열에 골랐습니다. 하나만 골라 주세요.")
NOTHING = _("날짜와 수가 있는 열을 하나씩은 골라 주세요.")
NO_UNIT = _("사람 수(명)인지 횟수(회)인지 골라 주세요.")


@dataclass(frozen=True)
class MappingRow:
    """One column of the file: its header, what stands in it, what it is."""

    header: str
    samples: list[str]
    field: BoundField
    unit: BoundField | None


class MappingForm(forms.Form):
    """One choice per column of the file, and one per open question."""

    kind = forms.ChoiceField(label=_("무슨 자료인가요?"))
    year = forms.IntegerField(
        label=_("몇 년 자료인가요?"), required=False, min_value=2010, max_value=2100
    )
    channel_ok = forms.BooleanField(label=_("이 채널의 자료가 맞습니다"), required=False)

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.table: dict[str, Any] = batch.preview.get("table", {"headers": [], "samples": []})
        self._own: ImportKind = get_kind(batch.kind) if batch.kind else all_kinds()[0]
        self.asked = {question["code"]: question for question in batch.questions}
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [(kind.name, KINDS.get(kind.name, kind.label)) for kind in all_kinds()]
        kinds.initial = self._own.name
        self._drop_unasked()
        self._add_columns()

    def _drop_unasked(self) -> None:
        if "year" not in self.asked:
            del self.fields["year"]
        if "other_channel" not in self.asked:
            del self.fields["channel_ok"]

    def _add_columns(self) -> None:
        choices = [("", _("쓰지 않음")), *((c.name, FIELDS.get(c.name, c.name))
                                        for c in self._own.columns)]  # fmt: skip
        if self._own.melt:
            choices.append(("melted", _("유입 경로의 이름")))
        mapped = {index: name for name, index in self.batch.mapping.get("columns", {}).items()}
        mapped |= dict.fromkeys(self.batch.mapping.get("melted", []), "melted")
        for index, header in enumerate(self.table["headers"]):
            label = header or str(index + 1)
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=mapped.get(index, "")
            )
        for index in self.units_asked():
            self.fields[f"unit_{index}"] = forms.ChoiceField(
                label=_("사람 수(명)인가요, 횟수(회)인가요?"),
                choices=[
                    ("people", _("사람 수(명)")),
                    ("times", _("횟수(회)")),
                    ("", _("쓰지 않음")),
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    def units_asked(self) -> dict[int, dict[str, str | None]]:
        """Columns whose unit is in doubt, with the field that each answer leads to."""
        return {
            question["headers"][0]: question["params"]["leads"]
            for question in self.batch.questions
            if question["code"] == "unit"
        }

    def rows(self) -> Iterator[MappingRow]:
        for index, header in enumerate(self.table["headers"]):
            unit = self[f"unit_{index}"] if f"unit_{index}" in self.fields else None
            yield MappingRow(header, self.table["samples"][index], self[f"column_{index}"], unit)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != self._own.name:
            return cleaned  # another kind has other columns: it is read again
        seen: set[str] = set()
        for name, index in self._chosen():
            if name in seen:
                self.add_error(f"column_{index}", TWICE)
            seen.add(name)
        if not seen and not self._melted():
            self.add_error(None, NOTHING)
        return cleaned

    def _chosen(self) -> Iterator[tuple[str, int]]:
        """An answered unit decides what its column is."""
        units = self.units_asked()
        for index in range(len(self.table["headers"])):
            name = self.cleaned_data.get(f"column_{index}", "")
            if index in units and (answer := self.cleaned_data.get(f"unit_{index}")):
                name = units[index].get(answer) or name
            if name and name != "melted":
                yield name, index

    def _melted(self) -> list[int]:
        places = range(len(self.table["headers"]))
        return [i for i in places if self.cleaned_data.get(f"column_{i}") == "melted"]

    def mapping(self) -> dict[str, Any]:
        """The mapping as the batch keeps it; empty where another kind was chosen."""
        if self.cleaned_data["kind"] != self._own.name:
            return {}
        units = {
            name: self.cleaned_data[f"unit_{index}"]
            for name, index in self._chosen()
            if self.cleaned_data.get(f"unit_{index}")
        }
        return {
            "columns": dict(self._chosen()),
            "units": units,
            "melted": self._melted(),
            "year": self.cleaned_data.get("year"),
            "day_order": self.batch.mapping.get("day_order", ""),
        }

    def options(self) -> dict[str, Any]:
        return {"channel_ok": True} if self.cleaned_data.get("channel_ok") else {}
