import pytest

from deflection.sources import read_folder
from deflection.suggest import Suggester
from tests.deflection.builders import ARTICLES, SHOP, suggester_of


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """Seven articles, some of them in Spanish too, some not for everyone."""
    return suggester_of(SHOP, tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def help_centre(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """The articles that the product ships with."""
    return suggester_of(read_folder(ARTICLES).articles, tmp_path_factory.mktemp("help-centre"))
