"""The share of number formats that are read right: ours beside the libraries that offer to.

    python -m bench.number_formats

One table of texts in eight languages (tests/labels/number-formats.tsv), the same for all. A text
is right when exactly its figures are found; the second number leaves out the texts that hold none,
and which a general library has no reason to pass over. Peers are no dependencies: install those to
be compared into the environment (text2num, quantulum3, recognizers-text-suite, num2words).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from agents.text.numbers import numbers
from tests.number_formats import Case, cases

Reader = Callable[[str, str], Iterable[float]]
LANGUAGES = ["en", "uk", "ru", "ko", "de", "pl", "fr", "es"]


def ours(text: str, language: str) -> Iterable[float]:
    """`agents.text.numbers`."""
    for each in numbers(text, language):
        yield each.value
        if each.upper is not None:
            yield each.upper


def babel() -> Reader:
    """Babel reads a number on its own; so every run of digits and marks is handed to it."""
    library = importlib.import_module("babel.numbers")

    def read(text: str, language: str) -> Iterable[float]:
        for found in re.findall(r"\d[\d.,\u00a0\u202f ]*\d|\d", text):
            yield float(library.parse_decimal(found, locale=language))

    return read


def text2num() -> Reader:
    """text2num turns words into digits within a text; digits are read by float."""
    library = importlib.import_module("text_to_num")

    def read(text: str, language: str) -> Iterable[float]:
        digits = library.alpha2digit(text, language)
        return [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", digits)]

    return read


def quantulum() -> Reader:
    """quantulum3 parses quantities of English text."""
    library = importlib.import_module("quantulum3.parser")

    def read(text: str, language: str) -> Iterable[float]:
        if language != "en":
            raise ValueError("English alone")
        return [float(each.value) for each in library.parse(text)]

    return read


def recognizers() -> Reader:
    """Microsoft's recognizers, by their number model."""
    library = importlib.import_module("recognizers_number")
    culture = importlib.import_module("recognizers_text").Culture
    names = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "ko": "Korean"}
    cultures = {tag: getattr(culture, name, "") for tag, name in names.items()}

    def read(text: str, language: str) -> Iterable[float]:
        found: list[Any] = library.recognize_number(text, cultures[language])
        return [float(str(each.resolution["value"]).replace(",", ".")) for each in found]

    return read


def num2words() -> Reader:
    """num2words turned round: a word or run of words is looked up among all it can spell."""
    library = importlib.import_module("num2words")
    tables: dict[str, dict[str, float]] = {}

    def read(text: str, language: str) -> Iterable[float]:
        if language not in tables:
            spelled = [*range(2, 1000), *(n * 1000 for n in range(1, 1000))]
            tables[language] = {library.num2words(n, lang=language): float(n) for n in spelled}
        longest = sorted(tables[language], key=len, reverse=True)
        pattern = r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b"
        return [tables[language][each] for each in re.findall(pattern, text.casefold())]

    return read


def is_right(read: Reader, case: Case) -> bool:
    """Whether exactly the figures of a case are found; a failure of a library is a wrong answer."""
    try:
        found = list(read(case.text, case.language))
    except Exception:  # noqa: BLE001 - peers fail in ways of their own
        return False
    return found == [value for figure in case.figures for value in figure]


def share(read: Reader, chosen: list[Case]) -> str:
    """Right ones, in hundredths."""
    return f"{100 * sum(is_right(read, each) for each in chosen) / len(chosen):5.0f}"


def row(name: str, read: Reader) -> str:
    """One line of the table."""
    table = cases()
    stating = [each for each in table if each.figures]
    each_language = [
        share(read, [case for case in stating if case.language == language])
        for language in LANGUAGES
    ]
    return f"{name:16}{share(read, table)}{share(read, stating)}  {''.join(each_language)}"


def main() -> None:
    """Prints the table; what is not installed is said to be so."""
    print(f"{'per cent right':16}  all stating {''.join(f'{each:>5}' for each in LANGUAGES)}")
    print(row("ours", ours))
    for peer in (babel, text2num, quantulum, recognizers, num2words):
        try:
            print(row(peer.__name__, peer()))
        except ImportError as error:
            print(f"{peer.__name__:16}  not run: {error}")


if __name__ == "__main__":
    main()
