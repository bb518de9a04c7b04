from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecretUnreadable(RuntimeError):
    """None of DANGOL_SECRET_KEYS decrypts the row: the key it was written with is lost."""


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DANGOL_SECRET_KEYS])


class Secret(models.Model):
    """The first of DANGOL_SECRET_KEYS encrypts, all of them decrypt."""

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    name = models.CharField(max_length=60)
    cipher = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("비밀 값")
        verbose_name_plural = _("비밀 값")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="secret_once")]

    def __str__(self) -> str:
        return self.name

    def seal(self, text: str) -> None:
        self.cipher = _cipher().encrypt(text.encode())

    def reveal(self) -> str:
        try:
            return _cipher().decrypt(bytes(self.cipher)).decode()
        except InvalidToken as error:
            raise SecretUnreadable(self.name) from error
