"""Who of the Polo's staff may do what in the admin: the pages' own policy, asked once a request."""

from typing import cast

from django.db import models
from django.http import HttpRequest

from accounts.http import AuthenticatedRequest
from partners.enums import Office
from partners.policies import offices_held


class StaffRequest(AuthenticatedRequest):
    offices_held: frozenset[Office]


class StaffPermissions:
    """Permissions from the offices of the Polo, asked for once a request, instead of Django's groups.

    That the person is active and may enter is checked by the admin site before it comes here.
    """

    writers: tuple[Office, ...] = (Office.SECRETARIAT,)
    readers: tuple[Office, ...] = (Office.SECRETARIAT, Office.REFERENT)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.readers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._one_of(request, self.readers)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    @staticmethod
    def _one_of(request: HttpRequest, offices: tuple[Office, ...]) -> bool:
        staff = cast(StaffRequest, request)
        if not hasattr(staff, "offices_held"):
            staff.offices_held = offices_held(staff.user)
        return staff.user.is_superuser or not staff.offices_held.isdisjoint(offices)


class ReadOnlyPermissions(StaffPermissions):
    """Facts that come from files of the project: whoever wants to change them changes the file."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PersonalReadOnlyPermissions(ReadOnlyPermissions):
    """Rows that lead to a person: the secretariat looks after them, the referent works on figures."""

    readers = (Office.SECRETARIAT,)
