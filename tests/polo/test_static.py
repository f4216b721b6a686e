import gzip
import importlib.util
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from polo import wheel_css
from polo.static import ALLOWED, PREFIX, STYLESHEET, WheelFinder

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 250_000
SCRIPT_BUDGET = 100_000


def test_finder_serves_only_what_is_allowed():
    finder = WheelFinder()

    assert {name for name, _storage in finder.list(None)} == set(ALLOWED)
    assert finder.find(f"{PREFIX}/js/bootstrap-italia.bundle.min.js") is None
    assert finder.find(STYLESHEET) is None
    assert finder.find(f"{PREFIX}/{STYLESHEET}", find_all=True) == [finder.find(f"{PREFIX}/{STYLESHEET}")]
    assert finder.find("css/polo.css", find_all=True) == []
    assert finder.check() == []


def test_finder_prepares_its_files_once(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = WheelFinder()

    first = Path(finder.find(f"{PREFIX}/{STYLESHEET}"))
    written = first.stat().st_mtime_ns
    licence = finder.find(f"{PREFIX}/fonts/Titillium_Web/OFL.txt")

    assert "--bootstrap-italia-version" in first.read_text()
    assert "SIL OPEN FONT LICENSE" in Path(licence).read_text().upper()
    assert [path.name for path in first.parent.iterdir()] == [first.name]
    assert Path(WheelFinder().find(f"{PREFIX}/{STYLESHEET}")).stat().st_mtime_ns == written


def test_finder_without_the_wheel_says_what_to_install(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("polo.static.PACKAGE", "no_such_package")

    with pytest.raises(ImproperlyConfigured, match="requirements"):
        WheelFinder().find(f"{PREFIX}/{STYLESHEET}")


def test_finder_leaves_ignored_files_out():
    assert [name for name, _storage in WheelFinder().list(["*.woff2", "*.txt"])] == [STYLESHEET]


def test_find_and_list_give_the_same_stripped_stylesheet():
    css = Path(finders.find(f"{PREFIX}/{STYLESHEET}")).read_text()
    _name, storage = next(iter(WheelFinder().list(None)))

    with storage.open(STYLESHEET) as listed:
        assert listed.read().decode() == css
    assert "sourceMappingURL" not in css
    assert "data:application/font" not in css
    assert "@font-face" not in css
    assert not re.search(r"#06c\b|#0066cc\b|0, ?102, ?204", css, re.I)
    assert ".btn-primary" in css
    assert ".accordion" in css


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("\ufeff.a{color:#06c}", ".a{color:#0a5570}"),
        (".a{color:#06cc}", ".a{color:#06cc}"),
        (".a{color:hsl(210, 100%, 40%)}", ".a{color:hsl(196, 84%, 24.0%)}"),
        (".a{color:rgb(0,81.6,163.2)}", ".a{color:hsl(196, 84%, 19.2%)}"),
        (".a{color:rgb(0,127.5,85)}", ".a{color:rgb(0,127.5,85)}"),
        (".a{color:rgba(0,102,204,.25)}", ".a{color:rgba(10, 85, 112,.25)}"),
        (".vjs-x,.video-js .y{a:b}.c{d:e}", ".c{d:e}"),
        (".vjs-x,.kept{a:b}", ".vjs-x,.kept{a:b}"),
        ('.a{content:"}"}.splide{b:c}', '.a{content:"}"}'),
        ("@media print{.vjs-x{a:b}}", "@media print{.vjs-x{a:b}}"),
        (".a{b:c}/*# sourceMappingURL=a.css.map */", ".a{b:c}"),
    ],
)
def test_polish(css, expected):
    assert wheel_css.polish(css) == expected


def test_every_icon_asked_for_is_in_the_sprite():
    """When this fails: .venv/bin/python scripts/make_sprite.py, after adding the name to its list."""
    sprite = set(re.findall(r'<symbol id="(it-[^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
    asked = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'"(it-[a-z-]+)"', path.read_text())
    }

    assert sorted(asked - sprite) == []


def test_sprite_comes_from_the_wheel(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("make_sprite", ROOT / "scripts/make_sprite.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "OUT", tmp_path / "icons.svg")

    script.main()

    assert (tmp_path / "icons.svg").read_text() == (ROOT / "static/img/icons.svg").read_text()


@pytest.mark.django_db
def test_first_visit_stays_within_the_budget(client, settings, tmp_path):
    """What a browser without cache fetches for the home page, gzipped as WhiteNoise serves it."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "polo.static.PoloStaticFilesStorage"}}
    settings.TEMPLATES = [*settings.TEMPLATES]  # drawn anew: pieces of the frame are kept
    call_command("collectstatic", interactive=False, verbosity=0)

    html = client.get("/").content.decode()
    urls = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    for sheet in [url for url in urls if url.endswith(".css")]:
        text = (tmp_path / sheet).read_text()
        urls |= {str(Path(sheet).parent / found) for found in re.findall(r'url\("([^"]+\.woff2)"\)', text)}

    def weight(url):
        return len(gzip.compress((tmp_path / url).resolve().read_bytes(), 9))

    scripts = sum(weight(url) for url in urls if url.endswith(".js"))
    assert all(re.search(r"\.[0-9a-f]{12}\.", url) for url in urls if ".." not in url)
    assert scripts <= SCRIPT_BUDGET
    assert sum(map(weight, urls)) + len(gzip.compress(html.encode())) <= BUDGET
