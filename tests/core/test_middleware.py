import io
import resource

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from core.middleware import MAX_QUERY, RejectMalformedInputMiddleware, RoomMiddleware
from tests.accounts.factories import UserFactory

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]
ADDRESSES = [
    "/",
    "/en/",
    "/salute/",
    "/salute/pronto/",
    "/non/esiste/",
    "/?q=%00",
    "/area/",
    "/amministrazione/",
    "/static/css/polo.css",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(client, db, address):
    response = client.get(address)

    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    policy = response.headers["Content-Security-Policy"]
    assert [part for part in POLICY if part not in policy] == []
    assert "unsafe" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]
    response.close()


def test_failing_view_carries_the_security_headers_too(client, db, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("polo.health.CHECKS", {"database": lambda: 1 / 0})

    response = client.get("/salute/pronto/")

    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "address",
    ["/?q=%00", "/?%00=q", "/?q=a&q=b%00c", "/formazione/?q=%00", "/partner/%00/", "/en/?next=%00", "/salute/?q=%00"],
)
def test_nul_byte_in_an_address_is_a_bad_request(client, db, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("fields", [{"login": "a\x00b"}, {"a\x00": "b"}, {"a": ["x", "y\x00"]}])
def test_nul_byte_in_a_form_is_a_bad_request(client, db, fields):
    from urllib.parse import urlencode

    body = urlencode(fields, doseq=True)

    response = client.post("/accesso/login/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400


def test_nul_byte_in_a_form_with_a_file_reaches_the_form(client, db):
    response = client.post("/accesso/login/", {"login": "a\x00@example.org", "password": "x"})

    assert response.status_code == 200
    assert response.context["form"].errors


def test_upload_reaches_the_view_untouched(rf):
    def view(request):
        assert not hasattr(request, "_files")  # nobody has read the body before the view
        return HttpResponse(request.FILES["file"].read())

    request = rf.post("/", {"file": SimpleUploadedFile("a.bin", b"\x00\x01\x02")})

    assert RejectMalformedInputMiddleware(view)(request).content == b"\x00\x01\x02"


def test_json_body_is_left_to_the_view(rf):
    request = rf.post("/", b'{"a": 1}', content_type="application/json")

    assert RejectMalformedInputMiddleware(lambda request: HttpResponse(request.body))(request).content == b'{"a": 1}'


def test_very_long_query_is_a_bad_request(client, db):
    assert client.get("/?q=" + "a" * MAX_QUERY).status_code == 400


def test_query_of_many_fields_is_a_bad_request(client, db):
    assert client.get("/?" + "&".join("a" * 1001)).status_code == 400


@pytest.mark.parametrize(
    "query",
    ["q=%ED%A0%80", "q=%FF%FE", "&&&==", "page=99999999999999999999", "q=%E2%80%AE", "q=" + "%27" * 50, "q[]=1", "%"],
)
@pytest.mark.parametrize("path", ["/", "/area/notifiche/"])
def test_odd_query_is_served(client, db, path, query):
    client.force_login(UserFactory())

    assert client.get(f"{path}?{query}").status_code == 200


def test_pages_of_a_person_are_not_stored(client, db):
    client.force_login(UserFactory())

    assert "no-store" in client.get("/area/notifiche/").headers["Cache-Control"]


def test_public_page_of_a_stranger_may_be_stored_and_sets_no_cookie(client, db):
    response = client.get(reverse("home"))

    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert response.cookies.keys() == set()


def test_answer_names_its_request(client, db):
    first, second = client.get("/salute/"), client.get("/salute/")

    assert len(first.headers["X-Request-ID"]) == 32
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_body_in_an_unknown_charset_is_refused(client, db):
    response = client.generic(
        "POST", "/accesso/login/", b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-7"
    )

    assert response.status_code == 400


def test_too_large_form_is_refused(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = io.BytesIO(b"a=" + b"x" * 2000).getvalue()

    response = client.post("/accesso/login/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in {400, 413}


def test_calls_of_a_request_lie_in_one_piece_of_memory(rf):
    """Wherever a loop stands, its calls ask the system for no memory: new pages of memory are counted."""

    def from_depth(left):
        return from_depth(left - 1) if left else [str(number) for number in map(abs, range(10))]

    def touched(_request=None):
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        for _round in range(20):
            for depth in range(300):
                from_depth(depth)
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    assert RoomMiddleware(touched)(rf.get("/")) * 5 < touched()
