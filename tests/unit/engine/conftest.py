from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Protocol

import pytest

from latentwalk.engine.local import LocalPool
from tests.fakes.models import Shelf


class OpenPool(Protocol):
    def __call__(self, name: str) -> LocalPool: ...


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("models"))


@pytest.fixture
def open_pool(shelf: Shelf) -> Iterator[OpenPool]:
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(closing(LocalPool(shelf.card(name))))
