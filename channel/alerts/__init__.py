"""Alerts in the app and by mail. `raising.raise_alert(…)` and `raising.clear_alert(…)`."""
