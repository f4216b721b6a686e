"""A second portal that plays the aggregator of SPID and CIE: its people sign in here, ours gets their claims."""

import os

from polo.settings.test import *  # noqa: F403  (as the settings of the portal do)

INSTALLED_APPS += ["allauth.idp.oidc"]  # noqa: F405
ROOT_URLCONF = "tests.identity_provider.urls"
# Both are 127.0.0.1 to a browser, which tells cookies apart by host and not by port.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "idp_session", "idp_csrf"
IDP_OIDC_PRIVATE_KEY = os.environ["IDP_KEY"]
IDP_OIDC_ADAPTER = "tests.identity_provider.adapter.Adapter"
