"""Alert texts, one module a language: add a language by adding a file and naming it here."""

from types import ModuleType

from denylist.languages import en, ko

LANGUAGES: dict[str, ModuleType] = {"en": en, "ko": ko}
