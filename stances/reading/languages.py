"""Which language a text is in, and the refusal of what this reader cannot read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from stances.reading.words import word_set

#: What `detect` chooses from: ISO 639-1 code and the language's English name.
LANGUAGES: dict[str, str] = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "uk": "Ukrainian", "ru": "Russian", "tr": "Turkish", "sv": "Swedish",
    "fi": "Finnish", "da": "Danish", "no": "Norwegian", "cs": "Czech", "sk": "Slovak", "hu": "Hungarian",
    "ro": "Romanian", "bg": "Bulgarian", "el": "Greek", "lt": "Lithuanian", "lv": "Latvian", "et": "Estonian",
    "sr": "Serbian", "hr": "Croatian", "sl": "Slovenian", "ar": "Arabic", "zh": "Chinese", "ja": "Japanese",
    "ko": "Korean",
}  # fmt: skip

#: Languages this reader has rules for.
READABLE = frozenset({"en"})

#: Characters of the text that are looked at. Enough for certainty, and bounded for very long texts.
_SAMPLE = 4000
#: Shares of a text's words that are among English's commonest: at least the first, it is
#: English whatever the n-grams say; under the second, a text is not English however it looks.
_ENGLISH_WORDS = word_set(
    "the of and to in a that is was for on said he it with as by at his her be has have had from are not they she "
    "we this will would i you but who an or which were been their its about told also after all"
)


class NotReadable(ValueError):  # noqa: N818 - named for what the caller shows
    """The text is in a language the reader has no rules for. `language` is its ISO 639-1 code, `name` its name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.name = LANGUAGES.get(language, language)
        super().__init__(
            f"This text seems to be in {self.name}. Only English is read so far, so no statements were looked for."
        )


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The n-gram model, loaded on first use and restricted to `LANGUAGES`."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def detect(text: str) -> str:
    """The ISO 639-1 code of the language most of `text` is in; "en" where there is nothing to go by.

    Short texts full of names mislead n-grams, so the share of English function words is
    looked at first.
    """
    sample = _sample(text)
    words = [word.strip(".,;:!?\"'“”‘’()").casefold() for word in sample.split()]
    words = [word for word in words if word.isalpha()]
    if sum(character.isalpha() for character in sample) < 12:
        return "en"
    share = sum(word in _ENGLISH_WORDS for word in words) / max(1, len(words))
    if share >= 0.25:
        return "en"
    language = str(_identifier().classify(sample)[0])
    if language != "en" and share >= 0.15 and sample.isascii():
        return "en"
    return language


def require_readable(text: str) -> None:
    """Raises `NotReadable` unless `text` is in a language of `READABLE`."""
    language = detect(text)
    if language not in READABLE:
        raise NotReadable(language)


def _sample(text: str) -> str:
    """The start and the middle of a long text: an English lead over a foreign body is foreign."""
    if len(text) <= _SAMPLE:
        return text
    half = _SAMPLE // 2
    middle = len(text) // 2
    return text[:half] + " " + text[middle : middle + half]
