"""My account: the pages allauth does not have."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atoutsud.members.forms import PreferencesForm
from atoutsud.members.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("members-account")
    protected = is_mfa_enabled(user)
    context = {
        "form": form,
        "protected": protected,
        "must_protect": user.is_staff and settings.STAFF_MFA_REQUIRED and not protected,
        "has_password": user.has_usable_password(),
    }
    return render(request, "account/account.html", context)
