"""Secrets of second factors, encrypted in the database: a copy of it alone gives nobody a code.

The first of `settings.MFA_SECRETS_KEYS` encrypts (SECRET_KEY where there is none), all of them and SECRET_KEY with
its fallbacks decrypt: a new key goes before the old one, then
`mfa_secrets_renew` writes everything again, then the old one goes. What was kept in the clear before is read on.
"""

import base64
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "polo1:"  # no seed of ours or of allauth's begins like this: base32 and hexadecimal have no colon
FIELDS = ("secret", "seed", "migrated_codes")
BATCH = 500


def encrypt(text: str) -> str:
    return MARK + _box(_keys()).encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """A key that is missing raises `InvalidToken`: better no log-in than one without a second factor."""
    if not kept.startswith(MARK):
        return kept
    return _box(_keys()).decrypt(kept.removeprefix(MARK)).decode()


def renew(authenticators: Any, *, write: Any = encrypt) -> int:
    """Write every secret again under the first key (or in the clear, for `write=str`); how many rows changed."""
    rows = [row for row in authenticators.order_by("pk").iterator(chunk_size=BATCH) if _renewed(row, write)]
    authenticators.bulk_update(rows, ["data"], batch_size=BATCH)
    return len(rows)


def _renewed(row: Any, write: Any) -> bool:
    held = {name: row.data[name] for name in FIELDS if row.data.get(name)}
    for name, value in held.items():
        row.data[name] = [write(decrypt(code)) for code in value] if isinstance(value, list) else write(decrypt(value))
    return bool(held)


def _keys() -> tuple[str, ...]:
    return (*settings.MFA_SECRETS_KEYS, settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"polo second factors").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
