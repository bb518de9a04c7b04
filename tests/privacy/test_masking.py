import pytest

from channel.privacy.masking import mask_log, masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [("3141592653589", "…3589"), ("12345678", "…5678"), ("1234567", "…"), ("", "…"), (123456789, "…6789")],
)  # fmt: skip
def test_only_the_last_four_of_a_long_id_are_shown(value: object, shown: str) -> None:
    assert masked(value) == shown


def test_logs_show_no_id() -> None:
    event = mask_log(None, "info", {"event": "seen", "app_user_id": "3141592653589", "n": 3})
    assert event == {"event": "seen", "app_user_id": "…3589", "n": 3}
