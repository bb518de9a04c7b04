"""Propose which header is which column; what a person must say is asked, never guessed."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from channel.imports.kinds import Column, ImportKind
from channel.imports.reading import dates, numbers, values, words
from channel.imports.reading.likeness import likeness
from channel.imports.reading.table import Table, is_total

Unit = Literal["people", "times"]

_ENOUGH = 0.45
_UNDECIDED = 0.2  # two headers this near to each other are a question
_HEADLESS = 0.5
# These words are used for persons by some screens and for times by others.
_TIMES_WORDS = ("노출", "조회", "도달", "impression", "view", "reach")


@dataclass(frozen=True)
class Guess:
    """A proposed header for a column, 0 to 1."""

    index: int
    confidence: float


@dataclass(frozen=True)
class Question:
    """`unit`: 명 or 회, with the column each answer leads to. `two_dates`: which of `headers`."""

    code: Literal["unit", "two_dates", "year"]
    headers: tuple[int, ...]
    column: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class MappingChoice:
    """A mapping as confirmed and remembered: column name to header, and the answers."""

    columns: Mapping[str, int]
    units: Mapping[str, Unit] = dataclasses.field(default_factory=dict)
    melted: tuple[int, ...] = ()
    year: int | None = None
    day_order: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is stored; `from_json` reads it back."""
        return dataclasses.asdict(self) | {"melted": list(self.melted)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "MappingChoice":
        """A stored mapping."""
        return cls(**{**stored, "melted": tuple(stored.get("melted", ()))})


@dataclass(frozen=True)
class Proposal:
    """What one kind makes of a table. `missing` are wanted columns that nothing fits."""

    kind: str
    guesses: Mapping[str, Guess]
    questions: tuple[Question, ...] = ()
    melted: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def choice(self) -> MappingChoice:
        """The proposal as a mapping, for when nobody changes it."""
        return MappingChoice({name: guess.index for name, guess in self.guesses.items()},
                             melted=self.melted)  # fmt: skip


def propose(table: Table, kind: ImportKind) -> Proposal:
    """The best header for each column of a kind, with the questions that stay open."""
    asked = _unit_questions(table, kind)
    closed = {question.headers[0] for question in asked}
    scores = _scores(table, kind, closed)
    two = _date_question(scores, kind)
    guesses = _assigned(scores, two)
    melted = _melted(table, kind, guesses) if kind.melt else ()
    if melted and kind.melt:
        guesses = {n: guess for n, guess in guesses.items() if n not in kind.melt}
    questions = (*asked, *([two] if two else []), *_year_question(table, kind, guesses))
    missing = _missing(kind, guesses, melted, two)
    return Proposal(
        kind.name, guesses, questions, melted, missing, _fit_of_kind(kind, guesses, melted, missing)
    )


def guess_kind(table: Table, kinds: Iterable[ImportKind]) -> list[Proposal]:
    """A proposal per kind, the likeliest first."""
    proposals = [propose(table, kind) for kind in kinds]
    return sorted(proposals, key=lambda proposal: -proposal.score)


def unit_in_doubt(table: Table, index: int) -> bool:
    """Whether a header may mean persons or times and neither it nor its cells say which."""
    word = words.header_word(table.headers[index])
    if not any(known in word for known in _TIMES_WORDS) or word.endswith(("률", "율")):
        return False
    return not stated_unit(table, index)


def stated_unit(table: Table, index: int) -> str:
    """`people`, `times` or "": what the header or the cells of a column say themselves."""
    if unit := words.header_unit(table.headers[index]):
        return unit
    cells = [cell for cell in table.samples(index, 50) if not numbers.is_missing(cell)]
    found = Counter(numbers.unit_of(cell) for cell in cells)
    return next((unit for unit, n in found.most_common(1) if 2 * n > len(cells)), "")


def _unit_questions(table: Table, kind: ImportKind) -> list[Question]:
    times = next((column.name for column in kind.columns if column.times), None)
    people = [column.name for column in kind.columns if column.people]
    questions = []
    for index, header in enumerate(table.headers):
        if not people or not _counts(table, index):
            continue
        if unit_in_doubt(table, index) or _is_times(table, index, kind):
            leads = {"people": _people_column(header, people), "times": times}
            if leads["people"] == "opened" and times and _opens_elsewhere(table, index, kind):
                continue
            if any(leads.values()):
                params = {"header": header, "leads": leads}
                questions.append(Question("unit", (index,), None, params))
    return questions


def _opens_elsewhere(table: Table, index: int, kind: ImportKind) -> bool:
    """Another header gives the opens by its own words: then this one can only be times."""
    opened = kind.column("opened")
    return any(
        other != index
        and likeness(opened, header) > _ENOUGH
        and stated_unit(table, other) != "times"
        and not unit_in_doubt(table, other)
        and _counts(table, other)
        for other, header in enumerate(table.headers)
    )


def _people_column(header: str, people: list[str]) -> str | None:
    """Reached people are those it was sent to; seen by people means opened."""
    wanted = "sent" if "도달" in header or "reach" in header.lower() else "opened"
    return wanted if wanted in people else None


def _is_times(table: Table, index: int, kind: ImportKind) -> bool:
    """A header of a people column that says 회."""
    if stated_unit(table, index) != "times":
        return False
    header = table.headers[index]
    return any(likeness(column, header) > _ENOUGH for column in kind.columns if column.people) and (
        not any(likeness(column, header) > _ENOUGH for column in kind.columns if column.times)
    )


def _counts(table: Table, index: int) -> bool:
    column = Column("", "count", ())
    return values.fit(table.samples(index), column, values.Context()) >= _ENOUGH


def _scores(
    table: Table, kind: ImportKind, closed: set[int]
) -> dict[tuple[str, int], tuple[float, float]]:
    """(likeness of the words, that times the fit of the cells) for each column and header."""
    context = values.Context(year=2024, percent=True)
    scores = {}
    for index, header in enumerate(table.headers):
        samples = table.samples(index)
        unit = stated_unit(table, index)
        for column in kind.columns:
            word = likeness(column, header)
            if not words.header_word(header) and column.name == _day_name(kind):
                word = _HEADLESS
            if word < 0.3 or index in closed or _wrong_unit(column, unit, header):
                continue
            cells = values.fit(samples, column, context)
            if column.type == "moment" and not column.noon and not _has_times(samples):
                cells = 0.0
            if column.type == "day" and _has_times(samples) and kind.moment_day:
                cells *= 0.9
            if cells >= 0.5:
                scores[column.name, index] = (word, word * (0.5 + 0.5 * cells))
    return scores


def _wrong_unit(column: Column, unit: str, header: str) -> bool:
    if column.times:
        return unit == "people"
    in_doubt = any(known in words.header_word(header) for known in _TIMES_WORDS)
    return column.people and (unit == "times" or (in_doubt and unit != "people"))


def _day_name(kind: ImportKind) -> str:
    return kind.moment_day[1] if kind.moment_day else (kind.period or ("",))[0]


def _has_times(samples: list[str]) -> bool:
    return any(
        ":" in cell or "시" in cell or len(cell.strip()) in (12, 14) for cell in samples[:50]
    )


def _date_question(
    scores: Mapping[tuple[str, int], tuple[float, float]], kind: ImportKind
) -> Question | None:
    """Two headers that could each be the day, where neither is clearly the better."""
    day = _day_name(kind)
    names = {day} | ({kind.moment_day[0]} if kind.moment_day else set())
    found: dict[int, float] = {}
    for (name, index), (word, _) in scores.items():
        if name in names:
            found[index] = max(found.get(index, 0.0), word)
    others = {i for (name, i), (word, _) in scores.items()
              if name in ("period_from", "period_to") and word >= found.get(i, 0)}  # fmt: skip
    near = [i for i in found if found[i] >= max(found.values()) - _UNDECIDED and i not in others]
    if len(near) < 2 or _is_day_and_moment(scores, kind, near):
        return None
    return Question("two_dates", tuple(sorted(near)), day)


def _is_day_and_moment(
    scores: Mapping[tuple[str, int], tuple[float, float]], kind: ImportKind, near: list[int]
) -> bool:
    """The send day beside the send moment is no contradiction: both are mapped."""
    if not kind.moment_day or len(near) != 2:
        return False
    moments = [i for i in near if (kind.moment_day[0], i) in scores]
    return len(moments) == 1 and scores[kind.moment_day[0], moments[0]][0] > 0.9


def _assigned(
    scores: Mapping[tuple[str, int], tuple[float, float]], two: Question | None
) -> dict[str, Guess]:
    """Best pairs first; a header serves one column and a column takes one header."""
    guesses: dict[str, Guess] = {}
    taken = set(two.headers) if two else set()
    for (name, index), (_, score) in sorted(scores.items(), key=lambda item: -item[1][1]):
        if score >= _ENOUGH and name not in guesses and index not in taken:
            guesses[name] = Guess(index, round(score, 2))
            taken.add(index)
    return guesses


def _melted(table: Table, kind: ImportKind, guesses: Mapping[str, Guess]) -> tuple[int, ...]:
    """Columns named after sources: every count that is nothing else and no total."""
    if not kind.melt or kind.melt[0] in guesses:
        return ()
    fixed = {guess.index for name, guess in guesses.items() if name not in kind.melt}
    found = [
        index for index, header in enumerate(table.headers)
        if index not in fixed and words.header_word(header) and not _sums(header)
        and _counts(table, index) and table.samples(index, 1)
    ]  # fmt: skip
    return tuple(found) if len(found) > 1 else ()


def _sums(header: str) -> bool:
    word = words.header_word(header)
    return is_total(header) or word.startswith(("전체", "총", "합계", "누적", "친구수", "차단"))


def _year_question(
    table: Table, kind: ImportKind, guesses: Mapping[str, Guess]
) -> tuple[Question, ...]:
    """Days without a year, unless a title names it."""
    days = [column for column in kind.columns if column.type in ("day", "moment")]
    open_ = [
        guesses[column.name].index for column in days if column.name in guesses
        and _without_year(table.samples(guesses[column.name].index), column)
    ]  # fmt: skip
    if not open_:
        return ()
    return (Question("year", tuple(open_), None, {"year": table.year}),)


def _without_year(samples: list[str], column: Column) -> bool:
    for cell in samples:
        try:
            dates.period(cell, dates.DayHints())
        except dates.BadValueError as error:
            if error.code == "day_without_year":
                return True
    return False


def _missing(
    kind: ImportKind,
    guesses: Mapping[str, Guess],
    melted: tuple[int, ...],
    two: Question | None,
) -> tuple[str, ...]:
    covered = {*guesses, *(kind.melt if kind.melt and melted else ())}
    if two and two.column:
        covered.add(two.column)
    lacking = [c.name for c in kind.columns if c.required and c.name not in covered]
    return (*lacking, *(group[0] for group in kind.one_of if not covered & set(group)))


def _fit_of_kind(
    kind: ImportKind,
    guesses: Mapping[str, Guess],
    melted: tuple[int, ...],
    missing: tuple[str, ...],
) -> float:
    """How much of the kind was found: figures weigh most, a missing column a great deal."""
    figures = sum(guesses[name].confidence for name in kind.figures if name in guesses)
    others = sum(guess.confidence for name, guess in guesses.items() if name not in kind.figures)
    source = 1.5 if kind.melt and kind.melt[0] in guesses else 0.0
    spread = min(len(melted), 4) * 0.4
    return round((figures + 0.5 * others + source + spread) / (1 + 3 * len(missing)), 3)
