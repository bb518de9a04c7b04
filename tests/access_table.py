"""Who may open what: one line per named address. tests/test_access.py walks all of them.

GET — `public`: anybody; `person`: anybody signed in; `viewer` `editor` `owner`: that role in the
channel, or in the organisation below `o/`; `post`: there is nothing to GET (405).
POST — the lowest role that may post; empty where nothing is posted (405) or where any person may.
Third — values for other parts of the address than `slug`.
"""

from typing import Any, NamedTuple


class Rule(NamedTuple):
    get: str
    post: str = ""
    args: dict[str, Any] = {}


TABLE: dict[str, Rule] = {
    # accounts
    "home": Rule("person"),
    "me": Rule("person"),
    "channel_settings": Rule("viewer", "owner"),
    "channel_close": Rule("post", "owner"),
    "channel_reopen": Rule("post", "owner"),
    "organisation_channels": Rule("owner", "owner"),
    "organisation_rename": Rule("post", "owner"),
    # members
    "members": Rule("viewer"),
    "demo_visit": Rule("post"),
    "member_invite": Rule("post", "owner"),
    "member_leave": Rule("post", "viewer"),
    "member_role": Rule("post", "owner", {"pk": 1}),
    "member_return": Rule("post", "owner", {"pk": 1}),
    "member_remove": Rule("post", "owner", {"pk": 1}),
    "invitation_revoke": Rule("post", "owner", {"pk": 1}),
    "invitation": Rule("public", "", {"token": "unknown"}),
    # alerts
    "alerts": Rule("viewer"),
    "alert_mails": Rule("viewer", "editor"),
    "alert_ack": Rule("post", "editor", {"pk": 1}),
    "alert_snooze": Rule("post", "editor", {"pk": 1}),
    "alert_note": Rule("post", "editor", {"pk": 1}),
    # connections
    "connections": Rule("viewer"),
    "connection_guide": Rule("viewer"),
    "connection_new": Rule("owner", "owner"),
    "connection": Rule("viewer", "owner", {"pk": 1}),
    "connection_keys": Rule("post", "owner", {"pk": 1}),
    "connection_pause": Rule("post", "owner", {"pk": 1}),
    "connection_resume": Rule("post", "owner", {"pk": 1}),
    "connection_join": Rule("post", "owner", {"pk": 1}),
    "connection_leave": Rule("post", "owner", {"pk": 1}),
    "connection_remove": Rule("post", "owner", {"pk": 1}),
    # imports, of a channel and of an organisation
    "imports": Rule("viewer", "editor"),
    "import": Rule("viewer", "", {"pk": 1}),
    "import_progress": Rule("viewer", "", {"pk": 1}),
    "import_answer": Rule("post", "editor", {"pk": 1}),
    "import_confirm": Rule("post", "editor", {"pk": 1}),
    "import_cancel": Rule("post", "editor", {"pk": 1}),
    "import_undo": Rule("post", "editor", {"pk": 1}),
    "import_retry": Rule("post", "editor", {"pk": 1}),
    "import_errors": Rule("viewer", "", {"pk": 1}),
    "organisation_imports": Rule("viewer", "editor"),
    "organisation_import": Rule("viewer", "", {"pk": 1}),
    "organisation_import_progress": Rule("viewer", "", {"pk": 1}),
    "organisation_import_answer": Rule("post", "editor", {"pk": 1}),
    "organisation_import_confirm": Rule("post", "editor", {"pk": 1}),
    "organisation_import_cancel": Rule("post", "editor", {"pk": 1}),
    "organisation_import_undo": Rule("post", "editor", {"pk": 1}),
    "organisation_import_retry": Rule("post", "editor", {"pk": 1}),
    "organisation_import_errors": Rule("viewer", "", {"pk": 1}),
    # jobs
    "jobs": Rule("viewer"),
    "job_retry": Rule("post", "editor", {"pk": 1}),
    "job_cancel": Rule("post", "editor", {"pk": 1}),
    "organisation_jobs": Rule("viewer"),
    # changes and daily figures
    "audit": Rule("viewer"),
    "daily": Rule("viewer"),
    # home of a channel
    "dashboard": Rule("viewer"),
    "summary": Rule("viewer"),
    "trend": Rule("viewer", "", {"measure": "friends"}),
    "trend_chart": Rule("viewer", "", {"measure": "friends"}),
    # the friends the channel itself knows
    "friends": Rule("viewer"),
    "friends_trust": Rule("viewer"),
    "friends_chart": Rule("viewer"),
    "friend": Rule("viewer", "", {"pk": 1}),
    "friend_merge": Rule("editor", "editor", {"pk": 1}),
    "friend_part": Rule("post", "editor", {"pk": 1}),
    # papers, the first ten minutes, typed figures
    # 월요일 10분
    "weekly": Rule("viewer"),
    "weekly_figures": Rule("post", "editor"),
    "weekly_draft": Rule("post", "editor"),
    "weekly_answer": Rule("post", "editor"),
    "weekly_check": Rule("post", "editor"),
    "weekly_finish": Rule("post", "editor"),
    "weekly_undo": Rule("post", "editor"),
    "weekly_print": Rule("viewer"),
    "weekly_reminder": Rule("viewer", "viewer"),
    "organisation_weekly": Rule("viewer", "editor"),
    # figures, the first ten minutes, typed counts
    "papers": Rule("viewer", "", {"reading_id": 1}),
    "first_channel": Rule("person"),
    "start": Rule("viewer", "editor"),
    "start_results": Rule("viewer"),
    "typed": Rule("viewer", "editor"),
    "typed_edit": Rule("viewer", "editor", {"typed_id": 1}),
    "typed_delete": Rule("post", "editor", {"typed_id": 1}),
    # the block signal and notes on its time axis
    "risk": Rule("viewer"),
    "risk_chart": Rule("viewer"),
    "risk_cause": Rule("editor", "editor", {"broadcast_id": 1}),
    "risk_baseline": Rule("editor", "editor"),
    "risk_baseline_undo": Rule("post", "editor"),
    "axis_note_add": Rule("post", "editor"),
    "axis_note": Rule("editor", "editor", {"note_id": 1}),
    "axis_note_delete": Rule("post", "editor", {"note_id": 1}),
    # messages, and where friends come from
    "messages": Rule("viewer"),
    "message_new": Rule("editor", "editor"),
    "message_compare": Rule("viewer"),
    "message_same": Rule("post", "editor"),
    "message_restore": Rule("post", "editor", {"entry_id": 1}),
    "message": Rule("viewer", "", {"pk": 1}),
    "message_edit": Rule("editor", "editor", {"pk": 1}),
    "message_tags": Rule("post", "editor", {"pk": 1}),
    "message_note": Rule("post", "editor", {"pk": 1}),
    "message_delete": Rule("post", "editor", {"pk": 1}),
    "sources": Rule("viewer"),
    # Kakao's figures by themselves
    "ads": Rule("viewer"),
    "ads_group": Rule("post", "editor", {"pk": 1}),
    "organisation_connections": Rule("editor", "owner"),
    "organisation_guide": Rule("editor"),
    "organisation_consent": Rule("owner"),
    "organisation_connection": Rule("editor", "owner", {"pk": 1}),
    "organisation_consent_start": Rule("owner", "", {"pk": 1}),
    "organisation_connection_test": Rule("post", "owner", {"pk": 1}),
    "organisation_connection_do": Rule("post", "owner", {"pk": 1, "what": "pause"}),
    "organisation_metric": Rule("post", "owner", {"pk": 1}),
    "organisation_ad_account": Rule("post", "owner", {"pk": 1}),
    "organisation_ad_account_again": Rule("post", "owner", {"pk": 1}),
    "organisation_ad_campaigns": Rule("editor", "owner", {"pk": 1}),
    # tracked links
    "follow": Rule("public", "", {"code": "unknown"}),
    "follow_person": Rule("public", "", {"code": "unknown", "token": "unknown"}),
    "links": Rule("viewer"),
    "link_new": Rule("editor", "editor"),
    "link_sheet": Rule("viewer"),
    "link_utm": Rule("viewer"),
    "link_address": Rule("viewer", "owner"),
    "link": Rule("viewer", "", {"pk": 1}),
    "link_edit": Rule("editor", "editor", {"pk": 1}),
    "link_close": Rule("post", "editor", {"pk": 1}),
    "link_reopen": Rule("post", "editor", {"pk": 1}),
    "link_people": Rule("post", "editor", {"pk": 1}),
    "link_code": Rule("viewer", "", {"pk": 1, "kind": "svg"}),
    # one person's data
    "person_export": Rule("post", "owner", {"pk": 1}),
    "person_erase": Rule("owner", "owner", {"pk": 1}),
    # the house itself
    "set_language": Rule("public"),
    "healthz": Rule("public"),
    "readyz": Rule("public"),
    "metrics": Rule("public"),
}

# Packages keep their own doors; that they are shut to strangers is tested by name in test_access.
FOREIGN = ("admin:", "account_", "mfa_", "gallery")
