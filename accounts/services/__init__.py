from accounts.services.sessions import session_end

__all__ = ["session_end"]
