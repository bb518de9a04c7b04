from django.db import models
from django.utils.translation import gettext_lazy as _


class PriceRate(models.Model):
    """What Kakao takes for one send of a kind from a day on. A new price is a new row."""

    class Item(models.TextChoices):
        MESSAGE_ALL = "message_all", _("전체 발송")
        MESSAGE_TARGET = "message_target", _("골라 보내기")

    item = models.CharField(_("항목"), max_length=30, choices=Item.choices)
    won = models.PositiveIntegerField(_("한 건(원, 부가세 별도)"))
    vat_percent = models.PositiveSmallIntegerField(_("부가세(%)"), default=10)
    valid_from = models.DateField(_("시작일"))
    source = models.CharField(_("출처"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("단가")
        verbose_name_plural = _("단가")
        ordering = ["item", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["item", "valid_from"], name="price_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.won} ({self.valid_from})"
