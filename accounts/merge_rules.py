"""What happens to the rows about a person, allauth's too, when two accounts become one."""

from core.merge import Moves, Rule, Rules

RULES: Rules = {
    "account.EmailAddress.user": Rule.BY_HAND,  # only confirmed ones move, and none as the primary one
    "accounts.User_groups.user": Rule.STAYS,
    "accounts.User_user_permissions.user": Rule.STAYS,
    "mfa.Authenticator.user": Rule.STAYS,  # the account that is kept has its own keys
    "usersessions.UserSession.user": Rule.STAYS,
    "accounts.GuardianRequest.minor": Moves(),
    "accounts.NoticeAcceptance.user": Moves(),
    "accounts.Consent.person": Moves(),  # in force on both sides: that of the account which is kept counts
    "accounts.DataExport.person": Rule.STAYS,  # it holds what that account held then
    "accounts.Erasure.person": Rule.STAYS,
}
