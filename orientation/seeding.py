"""The guidance services the Polo offers (founding text: "servizi di orientamento")."""

from orientation.models import Service

SERVICES = (
    {
        "slug": "primo-colloquio",
        "name_it": "Primo colloquio",
        "name_en": "First talk",
        "summary_it": "Raccontaci che cosa cerchi: insieme capiamo da dove partire, anche senza idee chiare.",
        "summary_en": "Tell us what you are looking for and we work out where to start. No clear plan needed.",
        "minutes": 45,
    },
    {
        "slug": "scegliere-un-percorso",
        "name_it": "Scegliere un percorso",
        "name_en": "Choosing a path",
        "summary_it": "Confrontiamo scuole, ITS, corsi e tirocini con quello che ti piace e che sai già fare.",
        "summary_en": "We compare local schools, ITS, courses and placements with what you like and can already do.",
        "minutes": 60,
    },
    {
        "slug": "bilancio-di-competenze",
        "name_it": "Bilancio di competenze",
        "name_en": "Skills review",
        "summary_it": "Mettiamo in ordine quello che sai fare, anche fuori dal lavoro, e lo traduciamo in un profilo.",
        "summary_en": "We put in order what you can do, at work and elsewhere, and turn it into a profile.",
        "minutes": 60,
    },
    {
        "slug": "prepararsi-a-un-colloquio",
        "name_it": "Prepararsi a un colloquio",
        "name_en": "Getting ready for an interview",
        "summary_it": "Proviamo insieme un colloquio di lavoro e sistemiamo il curriculum.",
        "summary_en": "We rehearse a job interview together and put your CV in order.",
        "minutes": 45,
    },
)


def services_seed() -> int:
    """Write or refresh the services by slug; returns how many there are."""
    for row in SERVICES:
        fields = {key: value for key, value in row.items() if key != "slug"}
        Service.objects.update_or_create(slug=row["slug"], defaults=fields)
    return len(SERVICES)
