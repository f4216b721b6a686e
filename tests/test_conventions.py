"""The house rules of docs/architecture.md, as tests: a rule agreed in review is here or is not a rule."""

import ast
import re
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.conf import settings
from django.core import management
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from importlinter.cli import lint_imports

from accounts.third_parties import IMPERSONAL
from core.privacy import gaps_of

ROOT = Path(__file__).parent.parent
LAYERS = ["core", "accounts", "partners", "skills", "training", "orientation", "recruitment", "planning", "dashboards"]
OWN = (*LAYERS, "polo")
SKIPPED = {".venv", "var", "node_modules", "migrations", ".git"}
MAX_LINES = {"py": 400, "test": 600, "html": 150}
APOSTROPHE_WORDS = re.compile(r"[a-zàèéìòù]{3,}")

# Views that a stranger may open. Everything else asks for login.
PUBLIC = {
    "home",
    "about",
    "privacy",
    "legal_notes",
    "accessibility",
    "cookies",
    "site_map",
    "core:demo_mail_list",
    "robots",
    "health_live",
    "health_ready",
    "partners:partner_list",
    "partners:partner_detail",
    "partners:invitation_detail",
    "partners:invitation_turn_down",
    "accounts:too_young",
    "accounts:notice_list",
    "accounts:notice_detail",
    "accounts:guardian_detail",
    "partners:composition",
    "partners:agreement",
    "partners:body_list",
    "partners:document_detail",
    "training:course_list",
    "training:course_detail",
    "training:edition_calendar",
    "training:public_ranking",
    "training:guardian_approval",
    "training:course_side_by_side",
    "training:saved_search_feed",
    "training:saved_search_stop",
    "training:partner_courses",
    "training:teacher_course_list",
    "orientation:service_list",
    "orientation:slot_list",
    "recruitment:opening_list",
    "recruitment:opening_detail",
    "recruitment:partner_demand",
    "recruitment:public_need_list",
    "recruitment:intermediation",
    "recruitment:passport_verify",
}


def own_files(*suffixes):
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in suffixes and not SKIPPED & set(path.relative_to(ROOT).parts):
            yield path


def iter_patterns(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace == "admin":  # looked at as a whole by tests/admin
                continue
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from iter_patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


def own_patterns():
    return [(name, view) for name, view in iter_patterns() if view.__module__.split(".")[0] in OWN]


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in LAYERS]


def python_code():
    """(path, tree) of every file of the product: not tests, scripts or benchmarks."""
    for path in own_files(".py"):
        if path.relative_to(ROOT).parts[0] in OWN:
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def test_every_view_is_private_unless_listed():
    public = {name for name, view in own_patterns() if not getattr(view, "login_required", True)}

    assert public == PUBLIC


def test_url_name_is_view_name():
    wrong = [(name, view.__name__) for name, view in own_patterns() if name.split(":")[-1] != view.__name__]

    assert wrong == []


def test_views_are_functions_with_their_methods_named():
    unnamed = [
        name for name, view in own_patterns() if not hasattr(view, "view_class") and not hasattr(view, "__wrapped__")
    ]

    assert unnamed == []


@pytest.mark.django_db
def test_no_missing_migrations():
    management.call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_imports_point_downwards():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_foreign_keys_point_downwards():
    """String references ("training.Course") escape the import linter, so look at the relations themselves.

    The one exception is the person, named by settings.AUTH_USER_MODEL, to whom audit and notices refer.
    """
    rank = {label: position for position, label in enumerate(LAYERS)}
    upwards = [
        f"{field} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
        and rank.get(field.related_model._meta.app_label, -1) > rank[model._meta.app_label]
    ]

    assert upwards == []


def test_files_stay_small():
    sizes = [
        (
            str(path.relative_to(ROOT)),
            len(path.read_text().splitlines()),
            MAX_LINES["html" if path.suffix == ".html" else "test" if "tests" in path.parts else "py"],
        )
        for path in own_files(".py", ".html")
    ]

    assert [(path, lines) for path, lines, limit in sizes if lines > limit] == []


def test_migrations_and_settings_stay_small():
    long = [
        str(path.relative_to(ROOT))
        for path in [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("polo/settings/*.py")]
        if len(path.read_text().splitlines()) > 350
    ]

    assert long == []


def test_no_drawer_for_everything():
    names = {"utils", "helpers", "common", "misc", "tools"}

    assert [str(path) for path in own_files(".py") if path.stem in names] == []


def test_constraints_have_names_and_messages():
    wrong = []
    for model in own_models():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        for constraint in model._meta.constraints:
            message = str(constraint.violation_error_message or "")
            default = str(models.BaseConstraint.default_violation_error_message) % {"name": constraint.name}
            if not constraint.name.startswith(prefix) or message in {"", default}:
                wrong.append(constraint.name)
        if model._meta.unique_together:
            wrong.append(f"{model._meta.label}.unique_together")

    assert wrong == []


# Apps whose columns still wait for their check: empty it, never fill it.
CHOICES_TO_COME: set[str] = set()


def test_columns_with_choices_hold_nothing_else():
    """What `choices` says to forms the database says to everybody (core/choices.py). Histories copy checked rows."""
    unchecked = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if model._meta.app_label not in CHOICES_TO_COME and not issubclass(model, pghistory.models.Event)
        for field in model._meta.concrete_fields
        if getattr(field, "base_field", field).choices and _known_values(field) not in _checks_of(model)
    ]

    assert unchecked == []


def _known_values(field):
    values = {value for value, _label in getattr(field, "base_field", field).flatchoices}
    is_list = hasattr(field, "base_field")
    blank = {""} if field.blank and not field.null and not is_list else set()
    return f"{field.name}__{'contained_by' if is_list else 'in'}", frozenset(values | blank)


def _checks_of(model):
    """Lists of values with which a check compares one column and nothing else, but for its being NULL."""
    return {
        (key, frozenset(value))
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and len({name.split("__")[0] for name, _value in _comparisons(constraint.condition)}) == 1
        for key, value in _comparisons(constraint.condition)
        if key.endswith(("__in", "__contained_by"))
    }


def _comparisons(condition):
    for child in condition.children:
        yield from _comparisons(child) if isinstance(child, models.Q) else [child]


def test_every_model_says_what_it_knows_about_people():
    """Export, erasure and retention read `Privacy`: what is not declared would be forgotten (core/privacy.py)."""
    gaps = {
        model._meta.label: found
        for model in apps.get_models()
        if model._meta.label not in IMPERSONAL and (found := gaps_of(model))
    }

    assert gaps == {}


def test_models_say_what_they_are_in_italian():
    wrong = [
        model._meta.label
        for model in own_models()
        if str(model._meta.verbose_name) == model._meta.object_name.lower()
        and model._meta.object_name.lower() not in {"partner", "filiera"}
    ]

    assert wrong == []


def test_every_template_is_used():
    sources = "\n".join(path.read_text() for path in own_files(".py", ".html", ".txt"))
    # Templates of third parties that we override, and notices found by kind.
    overridden = (
        "allauth/",
        "account/",
        "mfa/",
        "usersessions/",
        "socialaccount/",
        "bootstrap5/",
        "admin/",
        "notifications/",
        "django/",
    )
    root_pages = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    unused = [
        name
        for path in own_files(".html")
        if (name := path.relative_to(ROOT / "templates").as_posix() if "templates" in path.parts else "")
        and not name.startswith(overridden)
        and name not in root_pages
        and f'"{name}"' not in sources
        and f"'{name}'" not in sources
    ]

    assert unused == []


def test_every_notice_has_subject_and_body():
    folder = ROOT / "templates" / "notifications"
    subjects = {path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt")}
    bodies = {path.name.removesuffix(".body.txt") for path in folder.glob("*.body.txt")}
    sources = "\n".join(path.read_text() for path in own_files(".py"))

    assert subjects == bodies
    assert [kind for kind in subjects if f'"{kind}"' not in sources] == []


def test_every_schedule_names_a_task():
    from polo.celery import app

    app.loader.import_default_modules()
    unknown = [row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values() if row["task"] not in app.tasks]

    assert unknown == []


# What writes rows outside services: forms whose save() changes nothing but the row, seeding, demo data, middleware.
WRITERS = {"save", "delete", "update", "bulk_create", "bulk_update", "create", "get_or_create", "update_or_create"}


def test_views_do_not_write():
    """Views and templates tags call services; `form.save()` of a plain row is the one write a view may ask for."""
    writes = [
        f"{path}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in python_code()
        if "views" in path.parts or path.name == "views.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITERS
        and not ast.unparse(node.func).endswith(("form.save", "formset.save"))
    ]

    assert writes == []


def test_promises_go_through_the_outbox():
    """`delay` and `send_mail` promise nothing: a crash between commit and broker loses them (ADR 0004)."""
    banned = [
        f"{path}:{node.lineno}"
        for path, tree in python_code()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async"})
        or (isinstance(node, ast.Name) and node.id == "send_mail")
    ]

    assert banned == []


def test_signals_are_few_and_documented():
    declared = [
        f"{path.parts[0]}.{target.id}"
        for path, tree in python_code()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).endswith("Signal")
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    text = (ROOT / "docs" / "architecture.md").read_text()

    assert len(declared) <= 5
    assert [name for name in declared if name not in text] == []


def test_commands_and_environment_are_documented():
    docs = "\n".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    commands = [path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__"]
    variables = {
        name
        for path in [*ROOT.glob("polo/settings/*.py"), *ROOT.glob("polo/*.py")]
        for name in re.findall(r'environ(?:\.get|\.setdefault)?[\[(]\s*"([A-Z_]+)"', path.read_text())
    }

    assert [name for name in commands if f"`{name}`" not in docs] == []
    assert sorted(name for name in variables if f"`{name}`" not in docs) == []


def test_every_app_has_a_readme():
    missing = [label for label in LAYERS if not (ROOT / label / "README.md").exists()]

    assert missing == []


TEXT_OUTSIDE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>|&[a-z#0-9]+;", re.DOTALL)
TRANSLATED = re.compile(
    r"\{% blocktrans(?:late)?.*?%\}.*?\{% endblocktrans(?:late)? %\}|\{% comment %\}.*?\{% endcomment %\}"
    r"|<script.*?</script>|<style.*?</style>|<code>.*?</code>",
    re.DOTALL,
)
# Words that are the same in both languages.
PROPER = {"polo", "ateco", "esco", "istat", "eqf", "isced", "ccnl", "pec", "mim", "spid", "cie", "url", "uri", "iso"}


def test_templates_hold_no_text_outside_gettext():
    """Every word a user reads can be translated: look for letters outside tags, variables and translate blocks."""
    literal = {}
    for path in own_files(".html"):
        text = TEXT_OUTSIDE.sub(" ", TRANSLATED.sub(" ", path.read_text()))
        words = [word for word in APOSTROPHE_WORDS.findall(text.lower()) if word not in PROPER]
        if words and "templates" in path.parts:
            literal[path.relative_to(ROOT).as_posix()] = words[:5]

    assert literal == {}


ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"{]*[a-zàèéìòù]{3,}[^"{]*)"')


def test_attributes_hold_no_text_outside_gettext():
    literal = {
        path.relative_to(ROOT).as_posix(): found
        for path in own_files(".html")
        if "templates" in path.parts and (found := ATTRIBUTES.findall(path.read_text()))
    }

    assert literal == {}
