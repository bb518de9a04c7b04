"""No figure without words: every formula and every reason a reading may name has a text."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from analytics.statements import formulas
from analytics.statements.facts import Typed
from analytics.statements.formulas import FORMULAS
from analytics.statements.refresh import statements
from tests.analytics.shop import TODAY, facts, shop

FOLDER = Path(formulas.__file__).parent


def formula_ids() -> set[str]:
    typed = tuple(
        Typed(n, kind, TODAY, {"size": 1, "received": 2, "friends": 1})
        for n, kind in enumerate(("n1", "n2", "n3"))
    )
    told = [r for given in (facts(), shop(), shop(typed=typed)) for r in statements(given)]
    return {r.formula for r in told} | {"ghost_present", "unexplained"}


def reasons() -> set[str]:
    """Ids given to missing(…) and put into inputs["reason"] anywhere in the statements."""
    found = {"no_opens", "no_clicks", "free", "free_not_given", "message_changed"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "missing":
                found |= {a.value for a in node.args[2:3] if isinstance(a, ast.Constant)}  # type: ignore[misc]
    return found


def test_every_formula_has_a_text() -> None:
    assert formula_ids() <= set(formulas.FORMULAS)


def test_every_reason_has_a_text() -> None:
    told = {
        name for name in formulas.REASONS if not name.startswith(("risk_", "sources_", "ghosts_"))
    }
    assert reasons() == told


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_formula_is_told_in_english_too(name: str) -> None:
    one = FORMULAS[name]
    korean = [str(words) for words in (one.title, one.how, one.limit) if words]
    with translation.override("en"):
        english = [str(words) for words in (one.title, one.how, one.limit) if words]
    assert all(a != b for a, b in zip(korean, english, strict=True))


@pytest.mark.parametrize("name", sorted(formulas.REASONS))
def test_reason_is_told_in_english_too(name: str) -> None:
    korean = str(formulas.REASONS[name])
    with translation.override("en"):
        assert str(formulas.REASONS[name]) != korean
