#!/usr/bin/env python
"""Django's command line; starts the embedded servers when no server is configured."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.dev")
    from polo.servers import ensure_servers

    ensure_servers()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
