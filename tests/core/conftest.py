import pytest


@pytest.fixture
def words(settings, tmp_path):
    """The words of an invented kind of notice, in both languages."""
    folder = tmp_path / "notifications"
    folder.mkdir()
    start = "{% autoescape off %}{% get_current_language as code %}"
    (folder / "prova.subject.txt").write_text(start + "{{ code }}: {{ data.what }}{% endautoescape %}")
    (folder / "prova.body.txt").write_text(start + "{{ code }} dice {{ data.what }}{% endautoescape %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
