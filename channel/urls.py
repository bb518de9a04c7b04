"""Addresses of the ground floor. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, include, path

from channel.accounts import views as accounts
from channel.alerts import views as alerts
from channel.audit import views as audit
from channel.figures import views as figures
from channel.members import views as members
from channel.privacy import views as privacy
from channel.runs import views as runs

urlpatterns: list[URLPattern | URLResolver] = []

# accounts
urlpatterns += [
    path("", accounts.home, name="home"),
    path("me/", accounts.me, name="me"),
    path("c/<slug:slug>/settings/", accounts.settings, name="channel_settings"),
    path("c/<slug:slug>/settings/close/", accounts.close, name="channel_close"),
    path("c/<slug:slug>/settings/reopen/", accounts.reopen, name="channel_reopen"),
    path("o/<slug:slug>/channels/", accounts.channels, name="organisation_channels"),
    path("o/<slug:slug>/rename/", accounts.rename, name="organisation_rename"),
]

# members
urlpatterns += [
    path("c/<slug:slug>/members/", members.members, name="members"),
    path("demo/", members.visit_demo, name="demo_visit"),
    path("c/<slug:slug>/members/invite/", members.invite, name="member_invite"),
    path("c/<slug:slug>/members/leave/", members.leave, name="member_leave"),
    path("c/<slug:slug>/members/<int:pk>/role/", members.change_role, name="member_role"),
    path("c/<slug:slug>/members/<int:pk>/return/", members.return_role, name="member_return"),
    path("c/<slug:slug>/members/<int:pk>/remove/", members.remove, name="member_remove"),
    path("c/<slug:slug>/invitations/<int:pk>/revoke/", members.revoke, name="invitation_revoke"),
    path("i/<str:token>/", members.invitation, name="invitation"),
]

# alerts
urlpatterns += [
    path("c/<slug:slug>/alerts/", alerts.alerts, name="alerts"),
    path("c/<slug:slug>/alerts/mails/", alerts.mails, name="alert_mails"),
    path("c/<slug:slug>/alerts/<int:pk>/acknowledge/", alerts.acknowledge, name="alert_ack"),
    path("c/<slug:slug>/alerts/<int:pk>/snooze/", alerts.snooze, name="alert_snooze"),
    path("c/<slug:slug>/alerts/<int:pk>/note/", alerts.note, name="alert_note"),
]

# jobs
urlpatterns += [
    path("c/<slug:slug>/jobs/", runs.channel_jobs, name="jobs"),
    path("c/<slug:slug>/jobs/<int:pk>/retry/", runs.retry, name="job_retry"),
    path("c/<slug:slug>/jobs/<int:pk>/cancel/", runs.cancel, name="job_cancel"),
    path("o/<slug:slug>/jobs/", runs.organisation_jobs, name="organisation_jobs"),
]

# changes and daily figures
urlpatterns += [
    path("c/<slug:slug>/audit/", audit.audit, name="audit"),
    path("c/<slug:slug>/daily/", figures.daily, name="daily"),
]

# connections
urlpatterns += [path("", include("channel.connections.urls"))]

# imports
urlpatterns += [path("", include("channel.imports.urls"))]

# tracked links and the door they open; below sources, because that is what they count
urlpatterns += [path("", include("channel.links.urls"))]

# one person's data
urlpatterns += [
    path("c/<slug:slug>/friends/<int:pk>/export/", privacy.export, name="person_export"),
    path("c/<slug:slug>/friends/<int:pk>/erase/", privacy.erase, name="person_erase"),
]
