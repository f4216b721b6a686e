"""`{% csrf_token %}` of every page: Django's, with the partner for which the page was opened (partners/acting.py)."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from partners.acting import FIELD

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    def render(self, context: Context) -> str:
        token = super().render(context)
        partner = getattr(context.get("request"), "page_partner", None)
        if partner is None:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, partner.pk)


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> FormTokensNode:
    return FormTokensNode()
