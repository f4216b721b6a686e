from accounts.models.guardian import GuardianRequest
from accounts.models.user import Language, User, UserManager

__all__ = ["GuardianRequest", "Language", "User", "UserManager"]
