"""Words of which made-up terms and definitions are put together, each with its equivalent."""

# (French, English): what a term is about.
HEADS = (
    ("évaluation", "evaluation"), ("analyse", "analysis"), ("plan", "plan"),
    ("stratégie", "strategy"), ("fonds", "fund"), ("accord", "agreement"),
    ("appel", "call"), ("audit", "audit"), ("budget", "budget"), ("cadre", "framework"),
    ("comité", "committee"), ("contrat", "contract"), ("contrôle", "control"),
    ("coopération", "cooperation"), ("critère", "criterion"), ("démarche", "approach"),
    ("diagnostic", "diagnosis"), ("échange", "exchange"), ("économie", "economy"),
    ("enquête", "survey"), ("étude", "study"), ("expertise", "expertise"),
    ("feuille de route", "roadmap"), ("gestion", "management"), ("gouvernance", "governance"),
    ("indicateur", "indicator"), ("instrument", "instrument"), ("investissement", "investment"),
    ("main-d’œuvre", "workforce"), ("marché", "market"), ("mécanisme", "mechanism"),
    ("mise en œuvre", "implementation"), ("mission", "mission"), ("niveau", "level"),
    ("objectif", "objective"), ("observatoire", "observatory"), ("outil", "tool"),
    ("partenariat", "partnership"), ("politique", "policy"), ("pratique", "practice"),
    ("prêt", "loan"), ("procédure", "procedure"), ("programme", "programme"),
    ("projet", "project"), ("protocole", "protocol"), ("rapport", "report"),
    ("réforme", "reform"), ("registre", "register"), ("règle", "rule"), ("réseau", "network"),
    ("revue", "review"), ("risque", "risk"), ("subvention", "grant"), ("suivi", "monitoring"),
    ("système", "system"), ("taux", "rate"), ("théorie", "theory"), ("trésorerie", "treasury"),
    ("unité", "unit"), ("vérification", "verification"),
)  # fmt: skip

# (French complement, English noun put before the head).
COMPLEMENTS = (
    ("de projet", "project"), ("d’impact", "impact"), ("de l’accès à l’eau", "water access"),
    ("des apprentissages", "learning"), ("de l’assainissement", "sanitation"),
    ("d’appui", "support"), ("du bassin", "basin"), ("des bénéficiaires", "beneficiary"),
    ("de la biodiversité", "biodiversity"), ("du bétail", "livestock"),
    ("de campagne", "campaign"), ("des capacités", "capacity"), ("du chantier", "worksite"),
    ("du climat", "climate"), ("des collectivités", "local authority"),
    ("de la commande publique", "procurement"), ("du commerce", "trade"),
    ("des compétences", "skills"), ("de la coordination", "coordination"),
    ("de crise", "crisis"), ("des cultures", "crop"), ("de la dette", "debt"),
    ("des dépenses", "expenditure"), ("des déchets", "waste"), ("de la diaspora", "diaspora"),
    ("du dialogue", "dialogue"), ("de l’éducation", "education"), ("de l’élevage", "herding"),
    ("de l’emploi", "employment"), ("de l’énergie", "energy"), ("de l’enfance", "childhood"),
    ("de l’épargne", "savings"), ("de l’État", "state"), ("de la famille", "family"),
    ("du foncier", "land"), ("de la forêt", "forest"), ("de la formation", "training"),
    ("des frontières", "border"), ("du genre", "gender"), ("de l’habitat", "housing"),
    ("de l’information", "information"), ("de l’innovation", "innovation"),
    ("d’insertion", "inclusion"), ("des inondations", "flood"), ("de la jeunesse", "youth"),
    ("du littoral", "coastal"), ("du logement", "shelter"), ("de la migration", "migration"),
    ("des mines", "mining"), ("de la mobilité", "mobility"), ("de la nutrition", "nutrition"),
    ("des paiements", "payment"), ("de la pêche", "fishery"), ("de la paix", "peace"),
    ("du patrimoine", "heritage"), ("des pairs", "peer"), ("de la protection", "protection"),
    ("de la santé", "health"), ("des semences", "seed"), ("du territoire", "territorial"),
)  # fmt: skip

# (French adjective put last, the same in English put first).
QUALIFIERS = (
    ("", ""), ("durable", "sustainable"), ("locale", "local"), ("participative", "participatory"),
    ("intégrée", "integrated"), ("triangulaire", "triangular"), ("Sud-Sud", "South-South"),
    ("régionale", "regional"), ("à mi-parcours", "mid-term"), ("ex ante", "ex-ante"),
    ("à long terme", "long-term"), ("non lucrative", "non-profit"), ("publique", "public"),
    ("conjointe", "joint"), ("d’urgence", "emergency"), ("simplifiée", "simplified"),
    ("communautaire", "community-based"), ("numérique", "digital"), ("indépendante", "independent"),
    ("axée sur les résultats", "results-based"), ("sensible au genre", "gender-responsive"),
    ("co-financée", "co-financed"), ("rurale", "rural"), ("urbaine", "urban"),
)  # fmt: skip

# Learned adjectives are made of these two, alike in both languages: some two thousand words.
BEGINNINGS = (
    "agro", "aqua", "archi", "auto", "bio", "carto", "chrono", "cyber", "démo", "dendro", "éco",
    "ethno", "géo", "hélio", "hydro", "infra", "inter", "litho", "macro", "météo", "micro",
    "mono", "multi", "néo", "ortho", "péri", "photo", "phyto", "pluri", "poly", "proto", "psycho",
    "rétro", "socio", "spatio", "sylvo", "techno", "télé", "topo", "trans",
)  # fmt: skip
ENDINGS = (
    ("climatique", "climatic"), ("pastorale", "pastoral"), ("forestière", "forestry"),
    ("logique", "logic"), ("graphique", "graphic"), ("métrique", "metric"), ("nomique", "nomic"),
    ("sectorielle", "sectoral"), ("sphérique", "spheric"), ("génique", "genic"),
    ("statique", "static"), ("dynamique", "dynamic"), ("lithique", "lithic"),
    ("morphique", "morphic"), ("trophique", "trophic"), ("thermique", "thermic"),
    ("nucléaire", "nuclear"), ("scolaire", "scholar"), ("urbaine", "urban"), ("rurale", "rural"),
    ("fluviale", "fluvial"), ("côtière", "coastal"), ("minière", "mining"), ("vivrière", "food"),
    ("agricole", "farming"), ("sanitaire", "sanitary"), ("tertiaire", "tertiary"),
    ("monétaire", "monetary"), ("budgétaire", "budgetary"), ("juridique", "legal"),
    ("politique", "political"), ("syndicale", "union"), ("familiale", "family"),
    ("communale", "municipal"), ("nationale", "national"), ("mondiale", "world"),
    ("continentale", "continental"), ("insulaire", "island"), ("montagneuse", "mountain"),
    ("désertique", "desert"), ("tropicale", "tropical"), ("boréale", "boreal"),
    ("orientale", "eastern"), ("australe", "southern"), ("littorale", "littoral"),
    ("maritime", "maritime"), ("ferroviaire", "railway"), ("routière", "road"),
    ("portuaire", "port"), ("aérienne", "air"),
)  # fmt: skip

# Domains: code, French, English.
DOMAINS = (
    ("made-up-a", "Agriculture et pêche", "Farming and fishing"),
    ("made-up-b", "Budget et finances", "Budget and finance"),
    ("made-up-c", "Climat", "Climate"),
    ("made-up-d", "Droits humains", "Human rights"),
    ("made-up-e", "Éducation", "Education"),
    ("made-up-f", "Évaluation", "Evaluation"),
    ("made-up-g", "Gouvernance", "Governance"),
    ("made-up-h", "Migration", "Migration"),
    ("made-up-i", "Procédures", "Procedures"),
    ("made-up-j", "Santé", "Health"),
)

# Sentences with four holes: two of what a term is about, two complements.
SENTENCES = (
    (
        "Ensemble des moyens par lesquels l’{0} {2} tient compte de la {1} {3} et rend compte à "
        "ceux qu’elle concerne.",
        "All the means by which the {2} {0} takes account of the {3} {1} and answers to those "
        "whom it concerns.",
    ),
    (
        "Document qui dit qui décide, avec quel argent et selon quel calendrier ; il accompagne "
        "le plus souvent un {0} {2} ou une {1} {3}.",
        "A document that says who decides, with what money and when; it usually comes with a "
        "{2} {0} or a {3} {1}.",
    ),
    (
        "Manière de conduire une {0} {2} sans attendre la fin de l’{1} {3} pour en corriger le "
        "cours.",
        "A way of leading a {2} {0} without waiting for the end of the {3} {1} to correct its "
        "course.",
    ),
    (
        "Se dit d’une action dont le {0} {2} dépend d’un {1} {3} que nul ne maîtrise.",
        "Said of an action whose {2} {0} depends on a {3} {1} that nobody controls.",
    ),
    (
        "Somme versée à l’avance pour couvrir l’{0} {2}, reprise si la {1} {3} n’a pas lieu.",
        "A sum paid beforehand to cover the {2} {0}, taken back if the {3} {1} does not happen.",
    ),
)
LABELS = ("", "", "", "moins courant", "familier", "Commission européenne", "terrain")
