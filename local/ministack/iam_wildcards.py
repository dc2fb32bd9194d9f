"""A `*` in a policy matches any character. MiniStack's matched none of the line breaks that S3 allows in keys."""

import re
from collections.abc import Callable
from functools import lru_cache

import ministack.core.iam_evaluator as evaluator
from hooks import replace

# A policy set has some hundred patterns; 4096 keeps them all.
PATTERNS = 4096


def _any_character(_: Callable[[str, bool], re.Pattern[str]]) -> Callable[[str, bool], re.Pattern[str]]:
    @lru_cache(maxsize=PATTERNS)
    def compile_pattern(pattern: str, ignore_case: bool) -> re.Pattern[str]:
        translated = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
        flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        # \Z, since $ also matches before a final line break
        return re.compile(rf"{translated}\Z", flags)

    return compile_pattern


def install() -> None:
    replace(evaluator, "_fnmatch_compile", ["pattern", "ignore_case"], _any_character)
