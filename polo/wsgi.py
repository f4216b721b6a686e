import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.production")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - imports every view now, once for all workers, not in the first visitor's time
