"""From a file to proposals: received, read as a dry run, shown, confirmed.

Reading writes nothing that anybody but the importer sees. Confirming makes one contribution for
each entry, all or nothing, which the batch owns; it makes the domains and sources they need. Both
may be done at once or by the background worker, and both may be begun again after a stop.
"""

import hashlib
import uuid
import zlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from atoutsud.content import events
from atoutsud.content.folding import fold
from lexicon.exchange import checking, formats, judging
from lexicon.exchange.comparing import Resolved, source_of
from lexicon.exchange.reading import Further, Incoming, Refused, check_size, clean, one_line
from lexicon.exchange.record import Said
from lexicon.models import Change, Contribution, Domain, ImportBatch, ImportFile, ImportRow, Source
from lexicon.models import Term as TermModel

CHUNK = 250
NAMES = uuid.UUID("5f3c7f0e-6f0b-5a39-8f0e-3f9f2b7f8a11")
State, Verdict, Choice = ImportBatch.State, ImportRow.Verdict, ImportRow.Choice


def receive(filename: str, content: bytes, *, author: Any, format: str = "") -> ImportBatch:
    """Keep the file to be read. Raises Refused when it is empty, too large or of no known kind."""
    check_size(content)
    name = one_line(filename)[-200:] or "import"
    chosen = format or formats.guess(name, content)
    digest = hashlib.sha256(content).hexdigest()
    same = ImportBatch.objects.filter(digest=digest).exclude(
        state__in=(State.DONE, State.DROPPED, State.REFUSED)
    )
    if twin := same.first():
        raise Refused(
            _("This very file is already here, under “%(name)s”: decide that one first.")
            % {"name": twin.filename}
        )
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            filename=name,
            format=chosen,
            digest=digest,
            author=author,
            counts={"size": len(content)},
        )
        ImportFile.objects.create(batch=batch, content=zlib.compress(content))
        on = (ImportBatch._meta.label_lower, batch.pk)
        events.note("import", author, on=on, what="lexicon")
    return batch


def dry_run(batch: ImportBatch, said: Said | None = None) -> ImportBatch:
    """Read the whole file and say line by line what would become of it."""
    content = zlib.decompress(bytes(batch.file.content))
    batch.rows.all().delete()
    further = Further()
    try:
        resolved, total = _survey(batch, content, further)
        batch.counts = {"total": total, "done": 0}
        for chunk in _chunks(_identified(batch, content, Further())):
            _judge(batch, chunk, resolved)
            batch.counts["done"] += len(chunk)
            batch.save(update_fields=["counts"])
            if said:
                said(batch.done, total)
    except Refused as refusal:
        batch.rows.all().delete()
        batch.state, batch.error, batch.counts = State.REFUSED, clean(refusal)[:500], {}
        batch.save()
        ImportFile.objects.filter(batch=batch).delete()
        return batch
    batch.remarks = [clean(remark) for remark in further.remarks]
    batch.state = State.READ
    batch.save()
    return batch


def _identified(
    batch: ImportBatch, content: bytes, further: Further
) -> Iterator[tuple[Incoming, str]]:
    """Each entry, checked, with its uid: its own, or one made of the file and the line."""
    seen: dict[str, int] = {}
    places: dict[int, int] = {}
    for entry in formats.read(batch.format, content, further):
        checking.check(entry)
        places[entry.line] = places.get(entry.line, 0) + 1
        made = uuid.uuid5(NAMES, f"{batch.digest}:{entry.line}:{places[entry.line]}")
        uid = entry.record.get("uid") or str(made)
        if uid in seen:
            entry.refusals.append(
                _("The same entry stands on line %(line)s already.") % {"line": seen[uid]}
            )
            uid = str(made)
        seen.setdefault(uid, entry.line)
        yield entry, uid


def _chunks(items: Iterator[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _survey(batch: ImportBatch, content: bytes, further: Further) -> tuple[Resolved, int]:
    """A first reading, for what entries of a file say of one another."""
    resolved = Resolved()
    titles: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    wanted: set[str] = set()
    total = 0
    for entry, uid in _identified(batch, content, further):
        total += 1
        if ident := entry.record.get("file_id"):
            resolved.idents[str(ident)] = uid
        for term in entry.record["terms"]:
            words.setdefault(fold(term["text"]), []).append(uid)
        wanted |= {fold(r["headword"]) for r in entry.record.get("relations", [])
                   if r.get("headword") and not r.get("target")}  # fmt: skip
        for row in entry.record.get("citations", []):
            if row.get("title"):
                titles.setdefault(fold(row["title"]), one_line(row["title"])[:300])
    known = TermModel.objects.filter(key__in=wanted).values_list("key", "concept__uid")
    for key, concept in known:
        resolved.headwords.setdefault(key, []).append(str(concept))
    for key in wanted - set(resolved.headwords):
        resolved.headwords[key] = list(dict.fromkeys(words.get(key, [])))
    _resolve_domains(resolved, further)
    _resolve_sources(resolved, further, titles)
    batch.further = {
        "domains": further.domains,
        "sources": further.sources,
        "pointers": further.pointers,
    }
    return resolved, total


def _resolve_domains(resolved: Resolved, further: Further) -> None:
    codes = set()
    for domain in Domain.objects.all():
        codes.add(domain.code)
        resolved.domains[domain.code] = domain.code
        for name in (domain.name_fr, domain.name_en):
            if name:
                resolved.domains.setdefault(fold(name), domain.code)
    fresh = []
    for row in further.domains:
        made = _domain(row)
        if made.code in codes:
            continue
        try:
            made.clean_fields(exclude=["parent"])
        except ValidationError:
            further.remarks.append(
                _("The domain “%(code)s” cannot be made: check its code and its names.")
                % {"code": str(row.get("code"))[:60]}
            )
            continue
        codes.add(made.code)
        fresh.append(row)
        resolved.domains[made.code] = made.code
        further.remarks.append(_("A new domain will be made: %(name)s.") % {"name": made})
    further.domains = fresh


def _domain(row: dict[str, Any]) -> Domain:
    def text(field: str, code: str) -> str:
        texts = row.get(field)
        return one_line(texts.get(code, "")) if isinstance(texts, dict) else ""

    place = row.get("position")
    return Domain(
        code=str(row.get("code", "")),
        name_fr=text("name", "fr"),
        name_en=text("name", "en"),
        description_fr=text("description", "fr"),
        description_en=text("description", "en"),
        position=place if isinstance(place, int) and 0 <= place < 30_000 else 0,
    )


def _resolve_sources(resolved: Resolved, further: Further, titles: dict[str, str]) -> None:
    """Sources by uid, by title and by the words that exports give; unknown ones will be made."""
    for source in Source.objects.all():
        uid = str(source.uid)
        resolved.known_sources.add(uid)
        for name in (source.title, str(source)):
            resolved.sources.setdefault(fold(name), uid)
    fresh = []
    for row in further.sources:
        try:
            uid = str(uuid.UUID(str(row.get("uid"))))
            if uid in resolved.known_sources:
                continue
            _source({**row, "uid": uid}).clean_fields()
        except (ValueError, ValidationError):
            further.remarks.append(
                _("A source cannot be made: %(title)s.") % {"title": str(row.get("title"))[:80]}
            )
            continue
        fresh.append({**row, "uid": uid})
        resolved.known_sources.add(uid)
        made = _source(row)
        for name in (made.title, str(made)):
            resolved.sources.setdefault(fold(name), uid)
    for key, title in titles.items():
        if key and not source_of(title, resolved)[0]:
            uid = str(uuid.uuid5(NAMES, f"source:{key}"))
            fresh.append({"uid": uid, "title": title})
            resolved.sources[key] = uid
            resolved.known_sources.add(uid)
    further.sources = fresh
    if fresh:
        further.remarks.append(_("%(count)s new sources will be made.") % {"count": len(fresh)})


def _source(row: dict[str, Any]) -> Source:
    names = ("author", "publisher", "url", "licence")
    year = row.get("year")
    return Source(
        uid=row["uid"],
        title=one_line(row.get("title")),
        lang=str(row.get("lang") or "fr"),
        year=year if isinstance(year, int) and not isinstance(year, bool) else None,
        **{name: one_line(row.get(name)) for name in names},
    )


def _judge(batch: ImportBatch, chunk: list[tuple[Incoming, str]], resolved: Resolved) -> None:
    known = judging.Known(chunk)
    rows = [judging.judge(entry, uid, known, resolved).row(batch) for entry, uid in chunk]
    ImportRow.objects.bulk_create(rows)
    for row in rows:
        batch.counts[row.verdict] = batch.count(row.verdict) + 1


# From the dry run to proposals


def choose(batch: ImportBatch, choices: dict[int, str]) -> None:
    """What to do of doubtful lines; a choice that a line does not offer is ignored."""
    for row in batch.rows.filter(pk__in=choices, verdict=Verdict.DOUBTFUL):
        if choices[row.pk] in row.choices and choices[row.pk] != row.choice:
            row.choice = choices[row.pk]
            row.save(update_fields=["choice"])


def drop(batch: ImportBatch) -> bool:
    """Give the import up before anything is proposed; False if it is too late."""
    states = (State.UPLOADED, State.READ, State.REFUSED)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(state=State.DROPPED):
        return False
    forget(batch)
    return True


def forget(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()
    batch.rows.all().delete()


def confirm(batch: ImportBatch) -> bool:
    """Ask for the proposals; False when somebody has already. Repeating it has no effect."""
    rows = ImportBatch.objects.filter(pk=batch.pk, state=State.READ)
    return bool(rows.update(state=State.CONFIRMED))


def propose(batch: ImportBatch, said: Said | None = None) -> int:
    """Make the contributions of a confirmed import, all or none; how many."""
    made = 0
    total = sum(batch.count(verdict) for verdict in (Verdict.NEW, Verdict.CHANGED))
    with transaction.atomic():
        rows = ImportBatch.objects.filter(pk=batch.pk, state=State.CONFIRMED)
        if not rows.update(state=State.PROPOSED):
            return 0
        _make_domains(batch.further.get("domains", []))
        known = set(map(str, Source.objects.values_list("uid", flat=True)))
        Source.objects.bulk_create(
            [_source(r) for r in batch.further.get("sources", []) if r["uid"] not in known]
        )
        worth = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL)
        wanted = batch.rows.filter(verdict__in=worth).order_by("line", "pk")
        for chunk in _chunks(wanted.iterator(chunk_size=CHUNK)):
            made += _contributions(batch, chunk)
            if said:
                said(made, total)
        ImportFile.objects.filter(batch=batch).delete()
        batch.refresh_from_db()
        batch.counts = {**batch.counts, "proposed": made}
        batch.state = State.PROPOSED if made else State.DONE
        batch.save()
    return made


def _make_domains(rows: list[dict[str, Any]]) -> None:
    known = {domain.code: domain for domain in Domain.objects.all()}
    for row in rows:
        if row["code"] not in known:
            domain = _domain(row)
            domain.parent = known.get(str(row.get("parent") or ""))
            domain.full_clean()
            domain.save()
            known[domain.code] = domain


def _contributions(batch: ImportBatch, rows: list[ImportRow]) -> int:
    made, changes = [], []
    for row in rows:
        wanted = row.wanted()
        if not wanted:
            continue
        new = row.is_new
        contribution = Contribution(
            kind=Contribution.Kind.NEW if new else Contribution.Kind.EDIT,
            concept_id=None if new else row.concept_id,
            base_revision_id=None if new else row.base_revision_id,
            language="fr",
            author=batch.author,
            source=batch.filename[:300],
            subject=row.headword,
            subject_key=fold(row.headword)[:500],
            batch=batch,
            new_uid=row.new_uid if new else None,
        )
        made.append(contribution)
        changes += [
            Change(contribution=contribution, seq=seq, op=op, path=path, old=old, new=value)
            for seq, (op, path, old, value) in enumerate(wanted, start=1)
        ]
    Contribution.objects.bulk_create(made)
    Change.objects.bulk_create(changes, batch_size=2000)
    return len(made)
