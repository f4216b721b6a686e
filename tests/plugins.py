"""Loaded before Django: real servers for the tests and compiled message catalogues."""

from polo.messages import compile_catalogues
from polo.servers import ensure_servers


def pytest_load_initial_conftests(early_config):
    ensure_servers()
    compile_catalogues()
