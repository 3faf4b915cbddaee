"""A real browser and a server for it."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

import server
from graph.settings import Settings
from graph.store import EmbeddedStore

NAMES = (os.environ.get("CHROME", ""), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if name and (found := shutil.which(name))), None)
if CHROMIUM is None and os.environ.get("CI"):
    raise RuntimeError("in CI the browser tests must run: install the package chromium")
HOSTS = "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def url(register: EmbeddedStore) -> Iterator[str]:
    app = server.create_app(Settings(store="memory:"), register)
    web = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}"
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install the package chromium")
    arguments = ["--disable-background-networking", f"--host-resolver-rules={HOSTS}"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()
