from django.urls import path

from atoutsud.backoffice import preview
from atoutsud.site.addresses import in_words

urlpatterns = [
    path(
        in_words(fr="apercu/<str:token>/", en="preview/<str:token>/"),
        preview.shared,
        name="preview",
    ),
]
