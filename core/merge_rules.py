"""What happens to the rows of the kernel, and of Django's own apps, when two persons become one."""

from core.merge import Moves, Rule, Rules

RULES: Rules = {
    "admin.LogEntry.user": Rule.STAYS,
    "core.AuditEvent.actor": Rule.STAYS,  # append-only: it says who it was then
    "core.AuditEvent.subject": Rule.STAYS,
    "core.ListExport.requested_by": Rule.STAYS,  # gone after a day
    "core.Notification.recipient": Moves(),
}
