"""What the revisions of an engagement hold: itself and all its child rows."""

from atoutsud.content.documents import Document, Rows

DATE = ("start_earliest", "end_latest", "precision", "approximate")

DOCUMENT = Document(
    fields=(
        "reference",
        "kind",
        "our_role",
        "title",
        "summary",
        "context",
        "objectives",
        "outputs",
        "follow_up",
        "autolink",
        "programme",
        *DATE,
        "duration_value",
        "duration_unit",
        "delivery",
        "country",
        "city",
        "venue",
        "latitude",
        "longitude",
        "point_exactness",
        "beneficiary_countries",
        "sdg_targets",
        "participants_total",
        "participants_note",
        "beneficiaries_complete",
        "course",
        "delivery_languages",
        "how_to_take_part",
        "source_url",
        "source_text",
    ),
    rows={
        "partners": Rows("all_partners", ("partner", "role", "note", "position")),
        "participants": Rows(
            "all_groups", ("institution", "label", "profile", "sex", "count", "position")
        ),
        "cofunding": Rows(
            "all_cofunding",
            (
                "category",
                "funder",
                "programme",
                "channel",
                "nature",
                "share",
                "amount",
                "currency",
                "amount_not_published",
                "value_date",
                "valuation_method",
                "quantity",
                "unit",
                "unit_value",
                "note",
                "position",
            ),
        ),
        "topics": Rows("all_topics", ("concept", "label", "position")),
        "sectors": Rows("all_sectors", ("code", "percent", "position")),
        "agreements": Rows(
            "all_agreements",
            ("kind", "title", "purpose", "signatories", "file", *DATE, "position"),
            sets=("partners",),
        ),
        "commitments": Rows("all_commitments", ("text", "state", "done_note", *DATE, "position")),
        "documents": Rows("all_documents", ("file", "url", "title", "category", "position")),
        "photos": Rows("all_photos", ("picture", "caption", *DATE, "position")),
    },
    sets=("tags",),
)
