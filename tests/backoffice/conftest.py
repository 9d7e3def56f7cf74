from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def admin_user(db: None) -> Any:
    from tests.backoffice import factories  # models load after the conftest files

    return factories.superuser()


@pytest.fixture
def desk(admin_user: Any) -> Client:
    """A browser signed in as a superuser."""
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.fixture
def editor(db: None) -> Any:
    from tests.backoffice import factories

    return factories.editor()


@pytest.fixture
def editor_desk(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client
