from pathlib import Path

from django.core.management import call_command

from accounts.register import register_text

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_the_register_is_what_the_models_declare():
    assert PAGE.read_text() == register_text(), "run `manage.py privacy_register`"


def test_privacy_register_writes_the_page(settings, tmp_path, capsys):
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path

    call_command("privacy_register")

    assert (tmp_path / "docs" / "privacy.md").read_text() == register_text()
    assert capsys.readouterr().out == "privacy.md written\n"


def test_the_register_says_purpose_term_and_end():
    [row] = [line for line in register_text().splitlines() if line.startswith("| `training.Application` ")]

    assert row == (
        "| `training.Application` | to let you apply for a course |"
        " `code`, `decided_by`, `message`, `motivation`, `person` |"
        " twelve months after the end of the course only the outcome and the dates remain"
        " (12 months after `edition__ends_on`) | emptied: `code`, `message`, `motivation` |"
    )
