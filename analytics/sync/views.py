"""Connections of an organisation: consent, accounts and their channels, and how the pulls stand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.sync import actions, consent, selectors
from analytics.sync.cursors import RUNNABLE
from analytics.sync.forms import (
    AccountForm,
    CampaignForm,
    ConnectionForm,
    MetricForm,
    open_channels,
)
from analytics.sync.strips import STATES
from analytics.sync.testing import check
from campaigns.models import AdAccount, AdCampaign, DiscoveredMetric
from channel.access import allows, organisation_view
from channel.models import Connection, Organisation, Role

DOINGS = {
    "pause": (actions.pause_connection, gettext_noop("멈췄습니다. 가져온 숫자는 그대로 있습니다.")),
    "resume": (actions.resume_connection, gettext_noop("다시 시작했습니다.")),
    "pull": (actions.pull_now, gettext_noop("가져오기 시작했습니다.")),
    "remove": (
        actions.remove_connection,
        gettext_noop("연결을 없앴습니다. 가져온 숫자는 그대로 있습니다."),
    ),
}


@require_http_methods(["GET", "POST"])
@organisation_view(Role.EDITOR)
def connections(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = ConnectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.make_connection(
            user=request.user, organisation=organisation, **form.cleaned_data  # type: ignore[arg-type]
        )  # fmt: skip
        return redirect("organisation_connection", organisation.slug, made.pk)
    found = selectors.connections(organisation)
    context = _context(organisation) | {
        "form": form, "standings": selectors.standings(found),
        "redirect_uri": consent.redirect_uri(organisation),
        "metrics": [(one, MetricForm(metric=one)) for one in selectors.metrics_of(organisation)],
    }  # fmt: skip
    return render(request, "sync/connections.html", context, status=422 if form.errors else 200)


def _context(organisation: Organisation) -> dict[str, Any]:
    owns = allows(organisation.role, Role.OWNER)  # type: ignore[attr-defined]
    return {"organisation": organisation, "may_edit": owns}


def _get(organisation: Organisation, pk: int) -> Connection:
    return get_object_or_404(
        Connection.objects.select_related("organisation"), pk=pk, organisation=organisation,
        kind=Connection.Kind.BUSINESS, removed_at=None,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@organisation_view(Role.EDITOR)
def connection(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    found = _get(organisation, pk)
    form = ConnectionForm(request.POST or None, connection=found)
    if request.method == "POST" and form.is_valid():
        actions.change_connection(user=request.user, connection=found, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("저장했습니다."))
        return redirect("organisation_connection", organisation.slug, pk)
    status = 422 if form.errors else 200
    context = _context(organisation) | _connection(found) | {"form": form}
    return render(request, "sync/connection.html", context, status=status)


def _connection(found: Connection) -> dict[str, Any]:
    [standing] = selectors.standings([found])
    states = selectors.account_states(found)
    channels = open_channels(found.organisation)
    return {
        "connection": found, "standing": standing, "runs": selectors.newest_runs(found),
        "accounts": [
            (state, AccountForm(account=state.account, channels=channels)) for state in states
        ],
        "foreign": found.options.get("foreign", []),
        "paused": found.state == Connection.State.PAUSED,
        # The first of them asks for all: one request however many accounts there are.
        "moving": [one for one in states if _moves(found, one)], "strip_states": STATES.items(),
        "redirect_uri": consent.redirect_uri(found.organisation),
    }  # fmt: skip


def _moves(found: Connection, state: selectors.AccountState) -> bool:
    running = Connection.State(found.state) in RUNNABLE
    return running and state.account.wanted and not state.strip.complete


@require_POST
@organisation_view()
def connection_do(
    request: HttpRequest, organisation: Organisation, pk: int, what: str
) -> HttpResponse:
    found = _get(organisation, pk)
    if what not in DOINGS:
        raise Http404
    action, done = DOINGS[what]
    try:
        action(user=request.user, connection=found)  # type: ignore[arg-type]
        messages.success(request, _(done))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if what == "remove":
        return redirect("organisation_connections", organisation.slug)
    return redirect("organisation_connection", organisation.slug, pk)


@require_POST
@organisation_view()
def connection_test(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Ask Kakao once whether the consent lives, and what it covers."""
    result = check(_get(organisation, pk))
    (messages.success if result.good else messages.error)(request, result.words)
    return redirect("organisation_connection", organisation.slug, pk)


@require_GET
@organisation_view(Role.OWNER)
def consent_start(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Off to Kakao. A link and no form: the page's policy sends forms to this site only."""
    return redirect(consent.begin(request.session, _get(organisation, pk)))


@require_GET
@organisation_view(Role.OWNER)
def consent_end(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Back from Kakao, with a code or with a no."""
    query = request.GET.dict()
    found = None
    try:
        found = consent.end(request.session, organisation, query)
        token = consent.exchange(found, query)
    except consent.ConsentRefused as refused:
        messages.error(request, _(refused.words))
        if found is None:
            return redirect("organisation_connections", organisation.slug)
        return redirect("organisation_connection", organisation.slug, found.pk)
    actions.keep_consent(user=request.user, connection=found, token=token)  # type: ignore[arg-type]
    messages.success(request, _("연결했습니다. 광고 계정을 불러오는 중입니다."))
    return redirect("organisation_connection", organisation.slug, found.pk)


def _account(organisation: Organisation, pk: int) -> AdAccount:
    return get_object_or_404(
        AdAccount.objects.select_related("organisation", "channel", "connection"),
        pk=pk, organisation=organisation, connection__isnull=False,
    )  # fmt: skip


@require_POST
@organisation_view()
def account_again(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    found = _account(organisation, pk)
    assert found.connection_id
    try:
        actions.ask_gaps_again(user=request.user, account=found)  # type: ignore[arg-type]
        messages.success(request, _("빠진 날을 다시 물어봅니다."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisation_connection", organisation.slug, found.connection_id)


@require_POST
@organisation_view()
def account(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    found = _account(organisation, pk)
    assert found.connection_id
    form = AccountForm(request.POST, account=found)
    if form.is_valid():
        data = form.cleaned_data
        actions.set_account(
            user=request.user, account=found, channel=data["channel"], wanted=data["wanted"],  # type: ignore[arg-type]
            vat_included=data["vat"] == "yes" or None, history_from=data["history_from"],
        )  # fmt: skip
        messages.success(request, _("저장했습니다."))
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("organisation_connection", organisation.slug, found.connection_id)


@require_http_methods(["GET", "POST"])
@organisation_view(Role.EDITOR)
def account_campaigns(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """A campaign of the account that advertises another channel."""
    found = get_object_or_404(AdAccount, pk=pk, organisation=organisation)
    if request.method == "POST":
        _set_campaign(request, found)
        return redirect("organisation_ad_campaigns", organisation.slug, pk)
    channels = open_channels(organisation)
    rows = [
        (one, CampaignForm(campaign=one, channels=channels))
        for one in selectors.campaigns_of(found)
    ]
    context = _context(organisation) | {"account": found, "rows": rows}
    return render(request, "sync/campaigns.html", context)


def _set_campaign(request: HttpRequest, account: AdAccount) -> None:
    asked = request.POST.get("campaign", "")
    campaigns = AdCampaign.objects.select_related("account__organisation", "channel")
    one = get_object_or_404(campaigns, account=account, pk=int(asked) if asked.isdecimal() else 0)
    form = CampaignForm(request.POST, campaign=one)
    if form.is_valid():
        channel = form.cleaned_data["channel"]
        actions.set_campaign(user=request.user, campaign=one, channel=channel)  # type: ignore[arg-type]
        messages.success(request, _("저장했습니다."))
    else:
        messages.error(request, " ".join(str(e) for found in form.errors.values() for e in found))


@require_POST
@organisation_view()
def metric(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """A person says what a key is that Kakao's reports brought and nobody knew."""
    found = get_object_or_404(
        DiscoveredMetric.objects.select_related("organisation"), pk=pk, organisation=organisation
    )
    form = MetricForm(request.POST, metric=found)
    if form.is_valid():
        actions.name_metric(user=request.user, metric=found, name=form.cleaned_data["name"])  # type: ignore[arg-type]
        messages.success(request, _("저장했습니다."))
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect(reverse("organisation_connections", args=[organisation.slug]) + "#metrics")


@require_GET
@organisation_view(Role.EDITOR)
def guide(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What to send to a developer, ready to copy."""
    context = _context(organisation) | {"redirect_uri": consent.redirect_uri(organisation)}
    return render(request, "sync/guide.html", context)
