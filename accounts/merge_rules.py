"""What happens to the rows about a person, allauth's too, when two accounts become one."""

from typing import Any

from accounts.models import Consent
from accounts.services.consents import consent_close
from core.merge import Moves, Rule, Rules


def consent_closed(row: Consent, _keep: Any, by: Any) -> Consent:
    return consent_close(row, by=by)


RULES: Rules = {
    # Who merges is not who reads that mailbox: its owner may add the address afterwards, and confirms it then.
    "account.EmailAddress.user": Rule.GOES,
    "accounts.User_groups.user": Rule.STAYS,
    "accounts.User_user_permissions.user": Rule.STAYS,
    "mfa.Authenticator.user": Rule.GOES,  # the account that is kept has its own keys
    "socialaccount.SocialAccount.user": Rule.GOES,  # so is this one: its owner may link it to the other
    "usersessions.UserSession.user": Rule.STAYS,  # the merge ends them
    "accounts.GuardianRequest.minor": Moves(),
    "accounts.NoticeAcceptance.user": Moves(),
    # Those in force only together with what they permit: `before` of the apps that use one has stopped the others.
    "accounts.Consent.person": Moves(consent_closed),
    "accounts.User.merged_into": Rule.BY_HAND,
    "accounts.DataExport.person": Rule.STAYS,  # it holds what that account held then
    "accounts.Erasure.person": Rule.STAYS,
}
