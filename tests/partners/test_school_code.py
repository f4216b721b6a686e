import pytest

from partners.models import SchoolCode
from partners.school_code import check_character, is_technical_or_vocational, looks_mistyped

# The codes of the seven schools and their sites, as printed in the ministry's register.
CODES = [
    "SPIS00600B", "SPTF00601X", "SPTF006519", "SPTH00601B", "GEIS02400A", "GETF01101R", "GETF024031", "GERI024012",
    "MSIS00600A", "MSRI006012", "MSRI006023", "MSRC00603B", "MSRC006019", "MSRI00650A", "MSRC00651P", "PRIS00800P",
    "PRRI00801A", "PRTF008017", "PRPS008015", "PRRI00802B", "PRTF008028", "SPIS002004", "SPSL00201B", "SPTL00201R",
    "SPSL00250Q", "SPTL002516", "SPTD110005", "SPTD12000Q", "MSIS01100T",
]  # fmt: skip


def test_29_codes_of_the_register():
    assert len(CODES) == 29
    assert [code for code in CODES if looks_mistyped(code)] == []


def test_codes_of_the_seed_have_the_right_character(polo):
    codes = SchoolCode.objects.values_list("code", flat=True)

    assert len(codes) == 42
    assert [code for code in codes if looks_mistyped(code)] == []


def test_check_character():
    assert check_character("SPIS00600") == "B"


@pytest.mark.parametrize("code", ["SPIS00600C", "SPTF00602X"])
def test_wrong_character_is_seen(code):
    assert looks_mistyped(code)


@pytest.mark.parametrize("code", ["", "SPIS", "RMIC8AB00C", "AOIS00600C", "BTIS00600C", "JJJJ00600C", "spis00600c"])
def test_nothing_is_said_of_codes_with_another_rule(code):
    assert not looks_mistyped(code)


def test_kind_of_school():
    assert [is_technical_or_vocational(code) for code in ("SPTF00601X", "MSRI006012", "SPSL00201B", "")] == [
        True, True, False, False,
    ]  # fmt: skip
