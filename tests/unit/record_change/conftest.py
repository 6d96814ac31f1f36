"""The steps, made once for each test."""

import pytest

from tests.unit.conftest import Load
from tests.unit.record_change.steps import Workflow


@pytest.fixture
def workflow(load: Load) -> Workflow:
    return Workflow(load)
