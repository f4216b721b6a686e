import pytest

from tests.smtp_sink import SmtpSink


@pytest.fixture
def sink(settings):
    with SmtpSink() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
