"""Codes of languages: Europass writes two letters (ISO 639-1) in the old format and three (ISO 639-2) in the new."""

# The languages that the profile lists; where ISO 639-2 has two codes for one, both.
THREE_LETTERS = {
    "ita": "it", "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "por": "pt",
    "ron": "ro", "rum": "ro", "sqi": "sq", "alb": "sq", "ara": "ar", "ukr": "uk", "rus": "ru", "pol": "pl",
    "bul": "bg", "srp": "sr", "hrv": "hr", "slv": "sl", "mkd": "mk", "mac": "mk", "ell": "el", "gre": "el",
    "tur": "tr", "nld": "nl", "dut": "nl", "swe": "sv", "hun": "hu", "ces": "cs", "cze": "cs", "zho": "zh",
    "chi": "zh", "jpn": "ja", "hin": "hi", "ben": "bn", "pan": "pa", "urd": "ur", "sin": "si", "tgl": "tl",
    "fil": "tl", "fas": "fa", "per": "fa", "wol": "wo", "som": "so", "tir": "ti", "amh": "am",
}  # fmt: skip


def two_letters(code: str) -> str:
    """ "ITA", "it", "it-IT" and the address of the code in the Publications Office's list are all "it"."""
    short = code.rsplit("/", 1)[-1].lower()
    return THREE_LETTERS.get(short, short.split("-")[0])
