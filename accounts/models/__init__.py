from accounts.models.user import Language, User, UserManager

__all__ = ["Language", "User", "UserManager"]
