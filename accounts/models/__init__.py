from accounts.models.consent import Consent, Purpose
from accounts.models.data_export import DataExport, ExportState
from accounts.models.erasure import Erasure, ErasureCause
from accounts.models.guardian import GuardianRequest
from accounts.models.notice import Notice, NoticeAcceptance
from accounts.models.retention_run import RetentionRun
from accounts.models.user import Language, User, UserManager

__all__ = [
    "Consent", "DataExport", "Erasure", "ErasureCause", "ExportState", "GuardianRequest", "Language", "Notice",
    "NoticeAcceptance", "Purpose",
    "RetentionRun", "User", "UserManager",
]  # fmt: skip
