"""Addresses of screens that mix several apps. Each subject adds its own below `c/<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from analytics.dashboard import views as home
from analytics.friends import views as friends
from analytics.messages import views as messages
from analytics.papers.views import papers
from analytics.risk import views as risk
from analytics.sources.views import sources
from analytics.start.views import first_channel, start, start_results
from analytics.sync import views as sync
from analytics.sync.ads import ads, group_receivers
from analytics.typed.views import typed, typed_delete, typed_edit
from analytics.weekly import agency_views as agency_week
from analytics.weekly import views as week

urlpatterns: list[URLPattern | URLResolver] = []

# home
urlpatterns += [
    path("c/<slug:slug>/", home.dashboard, name="dashboard"),
    path("c/<slug:slug>/summary/", home.summary, name="summary"),
    path("c/<slug:slug>/trends/<str:measure>/", home.trend, name="trend"),
    path("c/<slug:slug>/charts/<str:measure>.json", home.chart, name="trend_chart"),
]

# papers
urlpatterns += [path("c/<slug:slug>/figures/<int:reading_id>/", papers, name="papers")]

# the first ten minutes
urlpatterns += [
    path("start/", first_channel, name="first_channel"),
    path("c/<slug:slug>/start/", start, name="start"),
    path("c/<slug:slug>/start/results/", start_results, name="start_results"),
]

# counts read off Kakao's own screens
urlpatterns += [
    path("c/<slug:slug>/typed/", typed, name="typed"),
    path("c/<slug:slug>/typed/<int:typed_id>/", typed_edit, name="typed_edit"),
    path("c/<slug:slug>/typed/<int:typed_id>/delete/", typed_delete, name="typed_delete"),
]

# the block signal
urlpatterns += [
    path("c/<slug:slug>/risk/", risk.risk, name="risk"),
    path("c/<slug:slug>/risk/chart.json", risk.chart, name="risk_chart"),
    path("c/<slug:slug>/risk/notes/", risk.note_add, name="axis_note_add"),
    path("c/<slug:slug>/risk/notes/<int:note_id>/", risk.note_edit, name="axis_note"),
    path(
        "c/<slug:slug>/risk/notes/<int:note_id>/delete/", risk.note_delete, name="axis_note_delete"
    ),
    path("c/<slug:slug>/risk/messages/<int:broadcast_id>/cause/", risk.cause, name="risk_cause"),
    path("c/<slug:slug>/risk/baseline/", risk.new_baseline, name="risk_baseline"),
    path("c/<slug:slug>/risk/baseline/undo/", risk.old_baseline, name="risk_baseline_undo"),
]

# 월요일 10분
urlpatterns += [
    path("c/<slug:slug>/weekly/", week.weekly, name="weekly"),
    path("c/<slug:slug>/weekly/figures/", week.save_figures, name="weekly_figures"),
    path("c/<slug:slug>/weekly/draft/", week.save_draft, name="weekly_draft"),
    path("c/<slug:slug>/weekly/answer/", week.answer, name="weekly_answer"),
    path("c/<slug:slug>/weekly/check/", week.check, name="weekly_check"),
    path("c/<slug:slug>/weekly/finish/", week.finish, name="weekly_finish"),
    path("c/<slug:slug>/weekly/undo/", week.undo, name="weekly_undo"),
    path("c/<slug:slug>/weekly/print/", week.printed, name="weekly_print"),
    path("c/<slug:slug>/weekly/reminder/", week.reminder, name="weekly_reminder"),
    path("o/<slug:slug>/weekly/", agency_week.weekly, name="organisation_weekly"),
]

# messages, and where friends come from
urlpatterns += [
    path("c/<slug:slug>/messages/", messages.message_list, name="messages"),
    path("c/<slug:slug>/messages/new/", messages.message_new, name="message_new"),
    path("c/<slug:slug>/messages/compare/", messages.message_compare, name="message_compare"),
    path("c/<slug:slug>/messages/same/", messages.message_same, name="message_same"),
    path(
        "c/<slug:slug>/messages/deleted/<int:entry_id>/restore/",
        messages.message_restore,
        name="message_restore",
    ),
    path("c/<slug:slug>/messages/<int:pk>/", messages.message, name="message"),
    path("c/<slug:slug>/messages/<int:pk>/edit/", messages.message_edit, name="message_edit"),
    path("c/<slug:slug>/messages/<int:pk>/tags/", messages.message_tags, name="message_tags"),
    path("c/<slug:slug>/messages/<int:pk>/note/", messages.message_note, name="message_note"),
    path("c/<slug:slug>/messages/<int:pk>/delete/", messages.message_delete, name="message_delete"),
    path("c/<slug:slug>/sources/", sources, name="sources"),
]

# the friends the channel itself knows
urlpatterns += [
    path("c/<slug:slug>/friends/", friends.friends, name="friends"),
    path("c/<slug:slug>/friends/trust/", friends.friends_trust, name="friends_trust"),
    path("c/<slug:slug>/friends/trust/chart.json", friends.friends_chart, name="friends_chart"),
    path("c/<slug:slug>/friends/<int:pk>/", friends.friend, name="friend"),
    path("c/<slug:slug>/friends/<int:pk>/merge/", friends.friend_merge, name="friend_merge"),
    path("c/<slug:slug>/friends/<int:pk>/part/", friends.friend_part, name="friend_part"),
]

# Kakao's figures by themselves
urlpatterns += [
    path("c/<slug:slug>/ads/", ads, name="ads"),
    path("c/<slug:slug>/ads/groups/<int:pk>/", group_receivers, name="ads_group"),
    path("o/<slug:slug>/connections/", sync.connections, name="organisation_connections"),
    path("o/<slug:slug>/metrics/<int:pk>/", sync.metric, name="organisation_metric"),
    path("o/<slug:slug>/connections/guide/", sync.guide, name="organisation_guide"),
    path("o/<slug:slug>/connections/consent/", sync.consent_end, name="organisation_consent"),
    path("o/<slug:slug>/connections/<int:pk>/", sync.connection, name="organisation_connection"),
    path(
        "o/<slug:slug>/connections/<int:pk>/consent/",
        sync.consent_start,
        name="organisation_consent_start",
    ),
    path(
        "o/<slug:slug>/connections/<int:pk>/test/",
        sync.connection_test,
        name="organisation_connection_test",
    ),
    path(
        "o/<slug:slug>/connections/<int:pk>/<str:what>/",
        sync.connection_do,
        name="organisation_connection_do",
    ),
    path("o/<slug:slug>/ad-accounts/<int:pk>/", sync.account, name="organisation_ad_account"),
    path(
        "o/<slug:slug>/ad-accounts/<int:pk>/again/",
        sync.account_again,
        name="organisation_ad_account_again",
    ),
    path(
        "o/<slug:slug>/ad-accounts/<int:pk>/campaigns/",
        sync.account_campaigns,
        name="organisation_ad_campaigns",
    ),
]
