"""What somebody could type or send on purpose. Bytes, because some of it is no text in any encoding."""

import re

NUL = b"\x00"
LONG = b"lungo " * 17_000  # about 100 kB

PAYLOADS: dict[str, bytes] = {
    # Markup and templates.
    "svg": b"<svg onload=alert(7)>",
    "closing_script": b'"><script>alert(7)</script>',
    "single_quote_handler": b"' onmouseover='alert(7)",
    "textarea_end": b"</textarea><svg onload=alert(7)>",
    "option_end": b"</option></select><svg onload=alert(7)>",
    "javascript_address": b"javascript:alert(7)",
    "template_sum": b"{{1337*7331}}",
    "template_settings": b"{{ settings.SECRET_KEY }}{% debug %}",
    "percent_format": b"%(password)s %s %n {0.__class__}",
    "entity": b"&lt;b&gt;&amp;&#60;svg onload=alert(7)&#62;",
    # Languages of other programs.
    "sql_or": b"' OR 1=1 --",
    "sql_drop": b"1'); DROP TABLE accounts_user; --",
    "sql_like": b"%_%\\",
    "tsquery": b"a & | ! ( :* <-> 'b",
    "regex": b"(a+)+$[[:",
    "path": b"../../../../etc/passwd",
    "formula": b'=HYPERLINK("https://example.org";"qui")',
    "header": b"uno\r\nBcc: altra@example.org\r\n\r\nciao",
    "json": b'{"$gt": "", "a": [1, null]}',
    # Numbers and dates that are too much.
    "minus_one": b"-1",
    "zero": b"0",
    "past_int32": b"2147483648",
    "past_int64": b"9223372036854775808",
    "thirty_zeros": b"1" + b"0" * 30,
    "float_max": b"1e308",
    "float_inf": b"1e999",
    "nan": b"NaN",
    "infinity": b"-Infinity",
    "digits_5000": b"9" * 5_000,
    "arabic_digits": "٣٤".encode(),
    "superscript": "²".encode(),
    "half": b"0.5",
    "year_zero": b"0000-00-00",
    "year_last": b"9999-12-31",
    "year_beyond": b"123456-01-01",
    "time_beyond": b"25:61",
    # Nothing, and nearly nothing.
    "empty": b"",
    "spaces": b"   ",
    "no_break_space": "\u00a0\u2003".encode(),
    "zero_width": "\u200b\u200d\ufeff".encode(),
    # Characters.
    "nul": b"Anna" + NUL + b"Rossi",
    "nul_only": NUL,
    "percent_nul": b"%00%2500",
    "byte_ff": b"Anna\xff\xfe",
    "surrogate": b"Anna\xed\xa0\x80Rossi",
    "overlong": b"\xc0\xaf\xc0\xae",
    "right_to_left": "Anna\u202egpj.exe".encode(),
    "homoglyph": "Аnnа Rоssi".encode(),
    "emoji": "👩‍🔧🏴‍☠️".encode(),
    "combining": b"e" + "\u0301".encode() * 200,
    "control": b"\x01\x07\x08\x1b[31m\x7f",
    "line_separators": "uno\u2028due\u2029tre\x85".encode(),
    "long": LONG,
    "long_word": b"x" * 70_000,
}  # fmt: skip

# Those that fit in an address; the long ones have a test of their own.
IN_ADDRESS = {name: raw for name, raw in PAYLOADS.items() if len(raw) < 1_000}

# Whole query strings whose form is odd, whatever the names.
QUERIES = (
    "a[]=1&a[]=2",
    "q=1&q=2&q=<svg onload=alert(7)>",
    "page=1&page=-1&page=x",
    "&&&===&=",
    "%00=1",
    "%ff=%ff",
    "%ED%A0%80=%ED%A0%80",
    "q=%",
    "q=%u0041%zz",
    "__proto__[x]=1&constructor=1&pk__gt=0",
    "n" * 3_000 + "=1",
    "q=" + "%F0%9F%91%A9" * 250,
    "&".join(f"n{n}=1" for n in range(400)),
    "next=https://male.example/&next=//male.example",
)
TOO_LONG_QUERY = "q=" + "x" * 5_000

NUMBERS_IN_PATH = ("0", str(2**31), str(2**63), str(2**70), "9" * 300)
SLUGS_IN_PATH = (
    "-", "_", "x" * 2_000, "%ED%A0%80", "%00", "..%2f..%2fetc", "%3Csvg%20onload=alert(7)%3E", "%F0%9F%91%A9",
    "a%0d%0ab", "0000000000",
)  # fmt: skip

# Columns that no form of the portal may set, with a value that would do harm.
MASS_ASSIGNMENT = {
    "id": "1",
    "pk": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "is_demo": "on",
    "is_teacher": "on",
    "user": "1",
    "by": "1",
    "person": "1",
    "person_id": "1",
    "partner": "1",
    "partner_id": "1",
    "counsellor": "1",
    "state": "PUBLISHED",
    "published_at": "2020-01-01 00:00",
    "published_by": "1",
    "decided_at": "2020-01-01 00:00",
    "decided_by": "1",
    "answered_at": "2020-01-01 00:00",
    "matching_consent_at": "2020-01-01 00:00",
    "created_at": "2001-01-01 00:00",
    "slug": "preso",
    "score": "1",
    "role": "MANAGER",
    "office": "REFERENT",
    "password": "presa",
    "withdrawn_at": "2020-01-01 00:00",
}

UNESCAPED = re.compile(
    r"<svg onload|<script>alert|' onmouseover='alert|(?:href|src|action)=\"javascript:alert|9801547", re.I
)


def as_text(raw: bytes) -> str:
    """What Django reads: undecodable bytes become the replacement character."""
    return raw.decode("utf-8", "replace")
