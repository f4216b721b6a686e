import gzip
import re

from partners.selectors import DirectoryFilters, partner_directory
from partners.territory_map import GULF, TERRITORY, _ring, outlines, territory_maps


def maps(filters=DirectoryFilters()):  # noqa: B008 (frozen)
    return territory_maps(partner_directory(filters).entries, filters)


def test_outlines_are_small_and_worked_out_once():
    provinces, municipalities = outlines()

    text = "".join(outline.path for outline in (*provinces, *municipalities))
    assert {outline.code for outline in provinces} == {"SP", "GE", "MS", "PR"}
    assert len(municipalities) == 32
    assert len(gzip.compress(text.encode())) < 8_000
    assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", provinces[0].path)
    assert outlines() is outlines()


def test_ring_that_falls_into_one_point_is_left_out():
    assert _ring([[9.0, 44.0], [9.00001, 44.0], [9.0, 44.00001]]) == ""


def test_every_site_is_on_the_map_once(polo):
    territory, gulf = maps()

    assert sum(place.count for place in territory.places) == 52
    assert sum(place.count for place in gulf.places) == 24


def test_points_stay_in_the_frame_and_apart(polo):
    for drawing in maps():
        for place in drawing.places:
            assert 0 < place.x < drawing.frame.width
            assert 0 < place.y < drawing.frame.height
        for one in drawing.places:
            near = [other for other in drawing.places if abs(one.x - other.x) + abs(one.y - other.y) < 39]
            assert near == [one]


def test_names_of_places_stay_in_the_frame(polo):
    for drawing in maps():
        assert all(0 < row.x < drawing.frame.width and 0 < row.y < drawing.frame.height for row in drawing.labels)


def test_sites_of_one_partner_lead_to_it(polo):
    filters = DirectoryFilters(text="gadda", town=("034018",))

    (place,) = maps(filters)[0].places

    assert (place.count, place.shape, place.url) == (3, "SCHOOL", "/partner/gadda/")
    assert place.label == "Istituto superiore Carlo Emilio Gadda: 3 sedi, Langhirano"


def test_several_partners_lead_to_the_list_with_the_filters_kept(polo):
    filters = DirectoryFilters(category=("FIRM",))

    place = next(place for place in maps(filters)[1].places if place.count > 1)

    assert place.shape == "FIRM"
    assert place.url.startswith("/partner/?category=FIRM&town=011015")
    assert place.url.endswith("#partner-results")


def test_many_towns_are_cut_short(polo):
    place = max(maps()[0].places, key=lambda place: place.count)

    assert place.label.count(",") == 2
    assert "…: 24 sedi di" in place.label


def test_frames_have_the_same_shape():
    assert abs(TERRITORY.height - GULF.height) < 10
    assert [len(frame.outline_box.split()) for frame in (TERRITORY, GULF)] == [4, 4]
