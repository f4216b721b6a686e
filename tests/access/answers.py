"""`python -m tests.access.answers [app or route…]`: today's answers as rows of the golden table, to review and paste.

The word `missing` stands for every route whose rows are not whole yet; `admin [model…]` prints rows of
`golden_admin.csv`. It writes nothing: whoever changes who gets what reads each row and decides. Uses a test database
of its own.
"""

import contextlib
import csv
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "polo.settings.test"
os.environ.setdefault("POLO_TEST_DB", "test_polo_answers")
os.environ["LOG_LEVEL"] = "CRITICAL"  # a line per request would drown the table


def main(names: list[str]) -> None:
    import django

    from polo.servers import ensure_servers

    ensure_servers()
    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment

    setup_test_environment()
    settings.EMAIL_BACKEND = "core.mail.OutboxEmailBackend"
    with contextlib.redirect_stdout(sys.stderr):
        setup_databases(verbosity=0, interactive=False, keepdb=True)
    from tests.access import admin_pages, table
    from tests.access.asker import Asker

    actors = admin_pages.ACTORS if names[:1] == ["admin"] else table.ACTORS
    with transaction.atomic():
        asker = Asker()
        answers = of_the_admin(asker, names[1:]) if names[:1] == ["admin"] else asker.walk(chosen(names, asker.world))
        given = {answer.cell: str(answer.status) for answer in answers}
        transaction.set_rollback(True)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*table.KEYS, *actors])
    writer.writerows(table.as_rows(given, actors))


def of_the_admin(asker, words: list[str]):
    from tests.access import admin_pages

    admin_pages.furnish(asker.world)
    routes = [route for route in admin_pages.routes() if not words or any(word in route for word in words)]
    return admin_pages.walk(asker, routes)


def chosen(names: list[str], world) -> list[str]:
    from tests.access import table
    from tests.access.routes import own_routes

    routes = [(app, name) for app, group in own_routes().items() for name in group]
    wanted = {*names, *(table.undecided(world, [name for _app, name in routes]) if "missing" in names else ())}
    return sorted(name for app, name in routes if not names or app in wanted or name in wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
