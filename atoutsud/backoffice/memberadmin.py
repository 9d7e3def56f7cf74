"""Accounts and their rights: superusers only. No password is shown or typed here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.members.recent import recently

User = get_user_model()


class AccountForm(forms.ModelForm):
    """Nobody takes the site's last administrator away, nor shuts himself out."""

    asked_by: Any = None

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        if self.instance.pk and self.instance.pk == getattr(self.asked_by, "pk", None):
            for name in ("is_active", "is_staff", "is_superuser"):
                if name in cleaned and not cleaned[name]:
                    raise ValidationError(
                        _("You cannot take your own rights away: ask another administrator.")
                    )
        return cleaned


@admin.register(User)
class AccountAdmin(OfficeAdmin):
    form = AccountForm
    list_display = ("email", "credit_name", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups", "language")
    search_fields = ("email", "credit_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets: Any = (
        (None, {"fields": ("email", "language", "credit_choice", "credit_name")}),
        (_lazy("Rights"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        (_lazy("Dates"), {"fields": (("date_joined", "last_login"),)}),
    )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Rights are given by somebody who said who he is within ten minutes."""
        if request.method == "POST" and self._superuser(request):
            return recently(super().changeform_view)(request, *args, **kwargs)
        return super().changeform_view(request, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is switched off; its erasure belongs to its holder."""
        return False

    @staticmethod
    def _superuser(request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return not lookup.startswith(("password", "email")) and super().lookup_allowed(
            lookup, value, request
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("AskedForm", (form,), {"asked_by": request.user})

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new account has no password: its holder signs in by a code sent to the address."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
