"""The server's small line charts: what is missing is a gap, what may change is hollow."""

from channel.templatetags.lines import line_chart, spark


def test_missing_value_breaks_the_line() -> None:
    assert len(spark([1, 2, None, 4, 5], "차단")["paths"]) == 2


def test_nothing_known_draws_nothing() -> None:
    shown = spark([None, None], "차단")
    assert (shown["paths"], shown["end"]) == ([], None)


def test_equal_values_draw_a_level_line() -> None:
    assert spark([7, 7], "차단")["paths"] == ["M0.0 80.0L100.0 80.0"]


def test_provisional_end_is_hollow() -> None:
    series = [{"label": "연 친구", "values": [1, 2, 3], "hollow_from": 2}]
    assert line_chart(series, [], "열람")["lines"][0]["end_hollow"] is True


def test_missing_last_value_labels_the_last_known() -> None:
    series = [{"label": "연 친구", "values": [1, 2, None]}]
    assert line_chart(series, [(0, "6월")], "열람")["lines"][0]["end"].x == 39.0
