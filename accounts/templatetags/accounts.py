from typing import Any

from allauth.account import app_settings
from django import template

from accounts.devices import device_name

register = template.Library()
register.filter("device_name", device_name)


@register.simple_tag(takes_context=True)
def code_minutes(context: dict[str, Any]) -> int:
    """How long the code that this page asks for is good."""
    is_login = context["request"].resolver_match.view_name == "account_confirm_login_code"
    seconds = app_settings.LOGIN_BY_CODE_TIMEOUT if is_login else app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT
    return seconds // 60
