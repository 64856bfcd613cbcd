"""Opens the corpus for a command, telling in the terminal what that takes and what came of it.

Proved by `tests/test_ui_cli.py`.
"""

from assistant.assistant import Assistant
from assistant.settings import Settings
from ui import terminal

# How long a one-shot command waits for the index to catch up with the corpus before it answers.
SYNC_SECONDS = 20.0


def open_assistant(settings: Settings, *, wait: bool = True, follow_s: float | None = None) -> Assistant:
    """Open the corpus with progress shown; say what the index left out and when it is not up to date."""
    with terminal.index_progress() as progress:
        assistant = Assistant.open(settings, progress, terminal.model_progress(), follow_s)
        is_current = not wait or assistant.wait_for_sync(SYNC_SECONDS)
    if not is_current:
        terminal.say("The index is still catching up with the corpus; the newest documents may be missing.")
    elif wait and assistant.sync_error is not None:  # else whoever does not wait keeps an eye on it
        terminal.say(f"The index was not brought up to date: {assistant.sync_error}")
    elif assistant.sync_report is not None and assistant.sync_report.changed:
        terminal.say(assistant.sync_report)
    return assistant
