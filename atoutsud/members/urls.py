"""The account's addresses: allauth's views under words of our own, in both languages.

Only what a person meets stands here; the names are allauth's, which it reverses.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, include, path
from django.views.decorators.cache import cache_control

from atoutsud.content.languages import in_words
from atoutsud.members import views


def private(route: Any, view: Any, name: str) -> URLPattern:
    """An address nobody keeps a copy of."""
    return path(route, cache_control(private=True, no_store=True)(view), name=name)


entrance = [
    private(in_words(fr="connexion/", en="login/"), account.login, "account_login"),
    private(
        in_words(fr="connexion/code/", en="login/code/"),
        account.request_login_code,
        "account_request_login_code",
    ),
    private(
        in_words(fr="connexion/code/saisir/", en="login/code/enter/"),
        account.confirm_login_code,
        "account_confirm_login_code",
    ),
    private(in_words(fr="deconnexion/", en="logout/"), account.logout, "account_logout"),
    private(in_words(fr="inscription/", en="sign-up/"), account.signup, "account_signup"),
    private(in_words(fr="inactif/", en="inactive/"), account.account_inactive, "account_inactive"),
    private(
        in_words(fr="confirmer/", en="confirm/"), account.reauthenticate, "account_reauthenticate"
    ),
]

address = [
    private(in_words(fr="adresse/", en="email/"), account.email, "account_email"),
    private(
        in_words(fr="adresse/code/", en="email/code/"),
        account.email_verification_sent,
        "account_email_verification_sent",
    ),
]

password = [
    private("", account.password_change, "account_change_password"),
    private(in_words(fr="choisir/", en="set/"), account.password_set, "account_set_password"),
    private(
        in_words(fr="oublie/", en="forgotten/"), account.password_reset, "account_reset_password"
    ),
    private("code/", account.confirm_password_reset_code, "account_confirm_password_reset_code"),
    private(
        in_words(fr="nouveau/", en="new/"),
        account.complete_password_reset,
        "account_complete_password_reset",
    ),
    private(
        in_words(fr="fait/", en="done/"),
        account.password_reset_from_key_done,
        "account_password_reset_completed",
    ),
]

security = [
    private("", mfa.index, "mfa_index"),
    private(in_words(fr="code/", en="code/"), mfa.authenticate, "mfa_authenticate"),
    private(in_words(fr="confirmer/", en="confirm/"), mfa.reauthenticate, "mfa_reauthenticate"),
    private(
        in_words(fr="application/ajouter/", en="app/add/"),
        totp.activate_totp,
        "mfa_activate_totp",
    ),
    private(
        in_words(fr="application/retirer/", en="app/remove/"),
        totp.deactivate_totp,
        "mfa_deactivate_totp",
    ),
    private(
        in_words(fr="codes-de-secours/", en="recovery-codes/"),
        codes.view_recovery_codes,
        "mfa_view_recovery_codes",
    ),
    private(
        in_words(fr="codes-de-secours/nouveaux/", en="recovery-codes/new/"),
        codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    private(
        in_words(fr="codes-de-secours/fichier/", en="recovery-codes/file/"),
        codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
]

if "webauthn" in mfa_settings.SUPPORTED_TYPES:
    from allauth.mfa.webauthn import views as keys

    security += [
        private(in_words(fr="cles/", en="keys/"), keys.list_webauthn, "mfa_list_webauthn"),
        private(
            in_words(fr="cles/ajouter/", en="keys/add/"), keys.add_webauthn, "mfa_add_webauthn"
        ),
        private(
            in_words(fr="cles/confirmer/", en="keys/confirm/"),
            keys.reauthenticate_webauthn,
            "mfa_reauthenticate_webauthn",
        ),
        private(
            in_words(fr="cles/<int:pk>/retirer/", en="keys/<int:pk>/remove/"),
            keys.remove_webauthn,
            "mfa_remove_webauthn",
        ),
        private(
            in_words(fr="cles/<int:pk>/nommer/", en="keys/<int:pk>/rename/"),
            keys.edit_webauthn,
            "mfa_edit_webauthn",
        ),
        private(
            in_words(fr="cles/connexion/", en="keys/login/"),
            keys.login_webauthn,
            "mfa_login_webauthn",
        ),
    ]

urlpatterns = [
    path(
        in_words(fr="compte/", en="account/"),
        include(
            [
                private("", views.account, "members-account"),
                private(
                    in_words(fr="seances/", en="sessions/"), views.sessions, "members-sessions"
                ),
                private(in_words(fr="donnees/", en="data/"), views.data, "members-data"),
                private(in_words(fr="supprimer/", en="delete/"), views.delete, "members-delete"),
                private(in_words(fr="supprime/", en="deleted/"), views.deleted, "members-deleted"),
                *entrance,
                *address,
                path(in_words(fr="mot-de-passe/", en="password/"), include(password)),
                path(in_words(fr="securite/", en="security/"), include(security)),
            ]
        ),
    ),
]
