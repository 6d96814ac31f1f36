"""The function, made once for each test."""

import pytest

from tests.unit.add_number.adding import Add, adding
from tests.unit.conftest import Load


@pytest.fixture
def add(load: Load) -> Add:
    """The function with the template's defaults."""
    return adding(load)
