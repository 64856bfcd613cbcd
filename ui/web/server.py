"""Serving the page: where it listens, what it is started with, and what it must never do.

Invariant: started from here, the page is reachable only where it was told to listen, is shared with nobody,
counts nothing, and needs no other host. Proved by `tests/test_ui_web_page.py` and
`tests/test_ui_web_browser.py`.
"""

import atexit
import errno
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings
from index.stores.address import LOOPBACK
from ui.web import texts
from ui.web.kept import Kept
from ui.web.uploads import LIMIT_BYTES, Uploads

if TYPE_CHECKING:
    import gradio as gr

    from ui.web.answering import Answering
    from ui.web.page import Acts

Credentials = Sequence[tuple[str, str]]


SESSIONS = 300
"""Tabs remembered; one that was forgotten begins empty, and finds its conversation in the list."""
_UPLOADS = "corpus-assistant-page-"
WATCH_S = 1.0  # how often the terminal is told what came of keeping the index up to date


@dataclass(frozen=True, slots=True)
class RunningPage:
    """A page that is being served.

    Attributes:
        url: where it is.
        blocks: Gradio's page.
        ending: tells the answers under way to stop.
    """

    url: str
    blocks: "gr.Blocks"
    ending: threading.Event

    def close(self) -> None:
        """Stop the answers under way and free the port."""
        self.ending.set()
        self.blocks.close(verbose=False)


def serve(
    assistant: "Answering",
    settings: Settings,
    open_browser: bool,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        assistant: answers the questions; its models are loaded in the background meanwhile.
        settings: where the page listens, who may see it, and where what it keeps lies.
        open_browser: whether to show the page in the default browser.

    Raises:
        SettingsError: the port is taken or not allowed, or the host is no address of this machine.
    """
    threading.Thread(target=_warm, args=(assistant,), name="warm", daemon=True).start()
    kept = Kept(settings.data, settings.corpus)
    page = start(
        assistant, settings.host, settings.port, settings.credentials, kept, open_browser=open_browser
    )
    sys.stderr.write(texts.LISTENING.format(url=page.url) + "\n")
    told = ""
    try:
        while True:
            time.sleep(WATCH_S)
            told = _tell_sync_error(assistant, told)
    except KeyboardInterrupt:  # the way to end it
        sys.stderr.write("\n")
    finally:
        page.close()


def _warm(assistant: "Answering") -> None:
    try:
        assistant.warm()
    except AssistantError as error:  # each question will say so on the page; this says it early
        sys.stderr.write(f"{error}\n")


def _tell_sync_error(assistant: "Answering", told: str) -> str:
    """Say, once each time, why the index could not be brought up to date; return what was said last."""
    problem = str(assistant.sync_error or "")
    if problem and problem != told:
        sys.stderr.write(texts.NOT_UP_TO_DATE.format(error=problem) + "\n")
    return problem


def start(
    assistant: "Answering",
    host: str,
    port: int,
    auth: Credentials | None = None,
    kept: Kept | None = None,
    *,
    open_browser: bool = False,
) -> RunningPage:
    """Serve the page in the background and return it; its `close()` ends it.

    Args:
        assistant: answers the questions.
        host: the address to listen on.
        port: the port to listen on.
        auth: users and passwords, or None; the settings demand them off loopback.
        kept: where conversations and what is said of citations are kept; None to keep none.
        open_browser: whether to show the page in the default browser.

    Returns:
        The page, listening.

    Raises:
        SettingsError: as for `serve`.
    """
    port = free_port(host, port)
    name = f"[{host}]" if ":" in host else host  # an IPv6 address as it stands in a URL
    uploads = prepare_environment()
    from ui.web import originals, security
    from ui.web import page as layout
    from ui.web.logins import Passwords

    ending = threading.Event()
    page = layout.build(_acts(assistant, kept, uploads, ending))
    app, _, _ = page.launch(
        server_name=name,
        server_port=port,
        inbrowser=open_browser,
        auth=Passwords(auth) if auth else None,
        theme=layout.theme(),
        css_paths=layout.STYLES,
        app_kwargs={"middleware": security.middleware(name, is_loopback=host in LOOPBACK)},
        prevent_thread_lock=True,
        share=False,
        run_history=False,
        footer_links=[],
        enable_monitoring=False,
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
        max_file_size=LIMIT_BYTES,
        state_session_capacity=SESSIONS,
        quiet=True,
    )
    # Else each tab holds a connection for good, of the six that a browser opens to one host: the sixth tab would wait
    # for ever, and one that slept for an hour be forgotten. A closed tab is noticed by the stream of its answer.
    page.config["connect_heartbeat"] = False
    originals.add_route(app, assistant.file)
    uploads.keep_swept(ending)
    return RunningPage(url=str(page.local_url), blocks=page, ending=ending)


def _acts(assistant: "Answering", kept: Kept | None, uploads: Uploads, ending: threading.Event) -> "Acts":
    from ui.web.around import Around
    from ui.web.asking import Asking
    from ui.web.keeping import Keeping
    from ui.web.library import Library
    from ui.web.page import Acts

    keeping = Keeping(kept.history, kept.feedback) if kept is not None else Keeping()
    return Acts(
        Asking(assistant, keeping, ending),
        keeping,
        Around(assistant, keeping),
        Library(assistant, uploads, ending),
    )


def free_port(host: str, port: int) -> int:
    """Make sure that the page can listen there, before anything slow is loaded.

    Args:
        host: the address to listen on.
        port: the port to listen on; 0 stands for any that is free.

    Returns:
        The port, 0 replaced by a free one.

    Raises:
        SettingsError: the port is taken or not allowed, or the host is no address of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # a port whose last page has just ended is free; on Windows this would lie
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise SettingsError(_address_problem(host, port, error)) from error


def _address_problem(host: str, port: int, error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno == errno.EADDRINUSE:
        next_port = port + 1 if port < 65535 else 7861
        return texts.PORT_TAKEN.format(host=host, port=port, next_port=next_port)
    if error.errno == errno.EACCES:
        return texts.PORT_REFUSED.format(host=host, port=port, reason=reason)
    return texts.HOST_UNKNOWN.format(host=host, reason=reason)


def prepare_environment() -> Uploads:
    """Set what Gradio reads from the environment, before it is imported.

    No counting of use; what browsers send goes into a private folder of the temporary folder, deleted at the end;
    and no proxy between the page and its own start-up check.

    Returns:
        What browsers send.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):
        known = [entry for entry in os.environ.get(name, "").split(",") if entry.strip()]
        os.environ[name] = ",".join([*known, *(host for host in LOOPBACK if host not in known)])
    return Uploads(_private_folder())


def _private_folder() -> Path:
    """Return a folder of this program's alone, inside the one that was set, if one was: it is swept."""
    set_before = os.environ.get("GRADIO_TEMP_DIR")
    if set_before is None or not Path(set_before).name.startswith(_UPLOADS):
        if set_before is not None:
            Path(set_before).mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(prefix=_UPLOADS, dir=set_before)
        os.environ["GRADIO_TEMP_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(os.environ["GRADIO_TEMP_DIR"])
