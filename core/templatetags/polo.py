from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def local(value, field: str) -> str:
    """The attribute `<field>_<language>` of a bilingual row, Italian where the translation is empty."""
    text = getattr(value, f"{field}_{get_language()}", "")
    return text or getattr(value, f"{field}_it")
