import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content.folding import FoldedField, elide, fold, letter, sort_key, stem, tokens


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Économie", "economie"),
        ("ŒUVRE", "oeuvre"),
        ("cæcum", "caecum"),
        ("Straße", "strasse"),
        ("l’eau", "l eau"),
        ("l'eau", "l eau"),
        ("Sud-Sud", "sud sud"),
        ("Sud‑Sud", "sud sud"),
        ("10\u00a0000\u202f%", "10 000"),
        ("R&D", "r d"),
        ("co\u00adopération", "cooperation"),
        ("e\u0301tat", "etat"),
        ("snake_case", "snake case"),
        ("m²", "m2"),
        ("  ", ""),
        ("تعاون", "تعاون"),
        ("«\u202fmot\u202f»", "mot"),
        ("a\x00b", "a b"),
    ],
)
def test_a_key_forgets_case_accents_ligatures_and_punctuation(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_a_key_holds_words_parted_by_one_space(text: str) -> None:
    key = fold(text)
    assert key == " ".join(key.split())
    assert "\x00" not in key
    assert key == key.casefold()


def test_a_to_z_order_ignores_hyphens_and_puts_accents_last() -> None:
    words = ["côté", "cote", "coté", "côte", "Œuvre", "offre", "Sud-Sud", "Sud Sud bis", "étape"]
    assert sorted(words, key=sort_key) == [
        "cote",
        "coté",
        "côte",
        "côté",
        "étape",
        "Œuvre",
        "offre",
        "Sud-Sud",
        "Sud Sud bis",
    ]


def test_a_short_word_stands_before_a_longer_one_whatever_its_accents() -> None:
    assert sort_key("é") < sort_key("e a")
    assert sort_key("Sud-Sud") == sort_key("Sud Sud")


@pytest.mark.parametrize(
    ("text", "place"),
    [("Écu", "E"), ("œuvre", "O"), ("3D", "0-9"), ("«\u202fmot", "M"), ("", "#"), ("مصر", "#")],
)
def test_every_word_has_a_place_in_the_alphabet_bar(text: str, place: str) -> None:
    assert letter(text) == place


def test_elided_words_are_cut_with_either_apostrophe() -> None:
    assert elide("l’aide d'urgence qu’apporte jusqu'au bout") == "aide urgence apporte au bout"
    assert elide("aujourd’hui") == "aujourd’hui"
    assert elide("partner's") == "partner's"
    assert tokens("L’état d’urgence") == ["etat", "urgence"]


def test_stems_meet_whatever_the_accents_and_the_number() -> None:
    assert stem("économies", "fr") == stem("economie", "fr")
    assert stem("Trainings", "en") == stem("training", "en")
    assert stem("cadres logiques", "fr") == stem("cadre logique", "fr")


def test_an_unknown_language_has_no_stems() -> None:
    with pytest.raises(KeyError):
        stem("mot", "de")


def test_the_key_field_sorts_by_bytes_and_migrates_alike_on_both_databases() -> None:
    field = FoldedField(max_length=8)
    field.set_attributes_from_name("key")
    _name, path, _args, kwargs = field.deconstruct()
    assert path.endswith("FoldedField")
    assert kwargs == {"max_length": 8}
    collation = field.db_parameters(connection).get("collation")
    assert collation == ("C" if connection.vendor == "postgresql" else None)


def test_a_key_too_long_is_cut_rather_than_refused() -> None:
    assert FoldedField(max_length=4).get_prep_value("abcdefg") == "abcd"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@isolate_apps("atoutsud.content")
def test_keys_begin_and_sort_by_bytes_whatever_the_database() -> None:
    class Key(models.Model):  # noqa: DJ008
        key = FoldedField(max_length=40, db_index=True)

        class Meta:
            app_label = "content"

    words = [
        "eco",
        "economie",
        "ecole",
        "éco",
        "ecu",
        "eco\U0001f600",
        "z",
        "Eco",
        "sud sud",
        "sudan",
    ]
    with connection.schema_editor() as editor:
        editor.create_model(Key)
    try:
        for word in words:
            Key._default_manager.create(key=word)
        found = Key._default_manager.filter(key__begins="eco").order_by("key")
        assert list(found.values_list("key", flat=True)) == ["eco", "ecole", "economie", "eco😀"]
        every = Key._default_manager.order_by("key").values_list("key", flat=True)
        assert list(every) == sorted(words)
        assert Key._default_manager.filter(key__begins="").count() == len(words)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Key)
