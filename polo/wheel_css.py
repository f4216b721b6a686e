"""Makes the stylesheet of the Bootstrap Italia wheel ours: the Polo's colour, no source maps, no unused parts."""

import re

# Parts of the library that no page of the portal has; each is recognised by the first class of the selector.
UNUSED = re.compile(
    r"\.(vjs-|video-js|splide|complementary|analogue|acceptoverlay|cookiebar|github-|upload-pictures|bottom-nav)"
)
SOURCE_MAP = re.compile(r"/\*[#@] sourceMappingURL=[^*]*\*/")
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
BLUE_HEX = re.compile(r"#06c\b|#0066cc\b", re.IGNORECASE)
BLUE_HSL = re.compile(r"hsl\(210,\s*100%,\s*([\d.]+)%\)")
BLUE_RGB = re.compile(r"rgb\(0,\s*([\d.]+),\s*([\d.]+)\)")
BLUE_TRIPLE = re.compile(r"0,\s?102,\s?204")

# The petrol of the mark: hue and saturation, and how much darker it is than the library's blue.
HUE, SATURATION, DARKER = 196, 84, 0.6
PRIMARY_HEX, PRIMARY_TRIPLE = "#0a5570", "10, 85, 112"
HUE_OF_LIBRARY_BLUE = 2  # in the library's blue the blue channel is twice the green one, and there is no red


def polish(css: str) -> str:
    """The stylesheet as the portal serves it."""
    css = FONT_FACE.sub("", SOURCE_MAP.sub("", css.lstrip("\ufeff")))
    css = "".join(rule for rule in top_level_rules(css) if not is_unused(rule))
    css = BLUE_TRIPLE.sub(PRIMARY_TRIPLE, BLUE_HEX.sub(PRIMARY_HEX, css))
    css = BLUE_HSL.sub(lambda found: _petrol(float(found[1])), css)
    return BLUE_RGB.sub(_petrol_from_rgb, css)


def top_level_rules(css: str) -> list[str]:
    """Splits at the braces that close a rule; strings and comments may hold braces of their own."""
    rules, start, depth = [], 0, 0
    for token in re.finditer(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[{}]', css, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if token[0] == "}" and depth == 0:
            rules.append(css[start : token.end()])
            start = token.end()
    return [*rules, css[start:]]


def is_unused(rule: str) -> bool:
    """True when every selector of a plain rule is of an unused part; rules inside @media are kept."""
    selectors = rule.split("{", 1)[0]
    if not selectors.strip() or selectors.lstrip().startswith("@"):
        return False
    return all(UNUSED.match(selector.strip()) for selector in selectors.split(","))


def _petrol(lightness: float) -> str:
    return f"hsl({HUE}, {SATURATION}%, {lightness * DARKER:.1f}%)"


def _petrol_from_rgb(found: re.Match) -> str:
    green, blue = float(found[1]), float(found[2])
    is_library_blue = green > 0 and abs(blue - HUE_OF_LIBRARY_BLUE * green) < 1
    return _petrol(blue / 255 * 50) if is_library_blue else found[0]
