"""Loaded before Django: real servers for the tests and compiled message catalogues."""


def pytest_load_initial_conftests(early_config):
    # Imported here: where coverage is measured, it starts after this file is loaded.
    from polo.messages import compile_catalogues
    from polo.servers import ensure_servers

    ensure_servers()
    compile_catalogues()
