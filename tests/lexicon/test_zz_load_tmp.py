import time, pytest
@pytest.mark.django_db
def test_load():
    from django.contrib.auth import get_user_model
    from lexicon.demo import load
    from lexicon.models import Concept, Term, Relation, Pointer
    u = get_user_model().objects.create_user("a@example.org", None)
    t = time.time(); load(u); t1 = time.time() - t
    n = (Concept.objects.count(), Term.objects.count(), Relation.objects.count(), Pointer.objects.count())
    t = time.time(); load(u)
    print("\n", n, t1, time.time() - t, Concept.public.count())
    assert n == (Concept.objects.count(), Term.objects.count(), Relation.objects.count(), Pointer.objects.count())
