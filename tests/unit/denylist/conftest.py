"""What tests of the store share."""

import pytest

from denylist.tables.recorder import Recorder
from denylist.tables.store import Store
from tests.unit.denylist.stores import recorder_on, store_on
from tests.unit.tables import Tables


@pytest.fixture
def store(tables: Tables) -> Store:
    return store_on(tables.client)


@pytest.fixture
def recorder(tables: Tables) -> Recorder:
    return recorder_on(tables.client)
