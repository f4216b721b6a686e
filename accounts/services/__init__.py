from accounts.services.guardians import (
    guardian_answer,
    guardian_ask,
    guardian_send_waiting,
    guardian_withdraw,
)
from accounts.services.notices import notice_publish, notices_accept
from accounts.services.people import (
    Identity,
    person_age_told,
    person_correct,
    person_signed_up,
    sign_up_rehearse,
)
from accounts.services.security import security_changed
from accounts.services.sessions import session_end, sessions_end_others

__all__ = [
    "Identity",
    "guardian_answer",
    "guardian_ask",
    "guardian_send_waiting",
    "guardian_withdraw",
    "notice_publish",
    "notices_accept",
    "person_age_told",
    "person_correct",
    "person_signed_up",
    "security_changed",
    "session_end",
    "sessions_end_others",
    "sign_up_rehearse",
]
