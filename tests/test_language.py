import pytest
from django.test import Client

from tests import make


@pytest.mark.django_db
def test_korean_is_shown_until_a_person_chooses_english(client: Client) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "ko"
    client.post("/language/", {"language": "en"})
    assert client.get("/accounts/login/").headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_the_choice_of_a_signed_in_person_goes_with_the_account(client: Client) -> None:
    user = make.user()
    client.force_login(user)
    client.post("/language/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
