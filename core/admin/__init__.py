from core.admin.base import FoundValuesFilter, PoloAdmin, ReadOnlyAdmin, Waiting
from core.admin.kernel import AuditEventAdmin, NotificationAdmin, OutboxMessageAdmin

__all__ = [
    "AuditEventAdmin", "FoundValuesFilter", "NotificationAdmin", "OutboxMessageAdmin", "PoloAdmin", "ReadOnlyAdmin",
    "Waiting",
]  # fmt: skip
