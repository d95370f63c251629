from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audience.builders import House
from tests.web.builders import Newsletter


@pytest.fixture
def newsletter(tmp_path: Path) -> Iterator[Newsletter]:
    house = House(tmp_path)
    yield Newsletter(house)
    house.store.close()
