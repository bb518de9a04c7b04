"""Who asks for a link: a person, a messenger drawing its preview, or a program."""

import re

from django.http import HttpRequest

from channel.models import Click

# A person inside KakaoTalk's browser says "KAKAOTALK 10.4"; its preview says "kakaotalk-scrap".
PREVIEWS = re.compile(
    r"kakaotalk-scrap|facebookexternalhit|facebot|slackbot|slack-imgproxy|twitterbot|telegrambot|"
    r"whatsapp|discordbot|linkedinbot|skypeuripreview|line-poker|yeti/|daumoa|pinterest|"
    r"googleimageproxy|google-pagerenderer|embedly|redditbot|applebot|iframely|vkshare",
    re.IGNORECASE,
)
# "CUBOT" is a phone.
SCANNERS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scan|curl|wget|python|java/|okhttp|go-http|libwww|headless|phantom|"
    r"axios|node-fetch|postman|monitor|check|validator|safelinks|barracuda|proofpoint|mimecast|"
    r"trendmicro|virustotal|preview|fetch",
    re.IGNORECASE,
)


def visitor_of(request: HttpRequest) -> str:
    meta = request.META
    agent = meta.get("HTTP_USER_AGENT", "")[:500]
    purpose = (
        meta.get("HTTP_SEC_PURPOSE", "") + meta.get("HTTP_PURPOSE", "") + meta.get("HTTP_X_MOZ", "")
    )
    if "prefetch" in purpose.lower() or "preview" in purpose.lower():
        return Click.Visitor.PREVIEW
    if PREVIEWS.search(agent):
        return Click.Visitor.PREVIEW
    if request.method == "HEAD" or len(agent) < 8 or SCANNERS.search(agent):
        return Click.Visitor.SCANNER
    return Click.Visitor.PERSON
