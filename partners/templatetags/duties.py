from django import template

from partners import policies

register = template.Library()
register.filter("mfa_reasons", policies.mfa_reasons)
