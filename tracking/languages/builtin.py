"""The built-in words: the compiled form of an installed package, or the YAML of a checkout."""

from __future__ import annotations

import warnings
from functools import cache

from tracking.languages.vocabulary import Vocabulary

__all__ = ["vocabulary"]


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all languages, which are read when they are first needed.

    A faulty file of a checkout is left out, with a warning.
    """
    try:
        from tracking._languages import VOCABULARY
    except ImportError:
        from tracking.languages.loading import languages_folder, load_languages
        from tracking.languages.merging import merged

        files = load_languages(languages_folder())
        if faults := [str(fault) for each in files for fault in each.faults]:
            warnings.warn("language files left out:\n" + "\n".join(faults), stacklevel=2)
        return merged(each.language for each in files if each.language is not None)
    return Vocabulary(*VOCABULARY)
