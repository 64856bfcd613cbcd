"""Where the browser of the page's tests is."""

import os
import shutil

HOW_TO_GET_ONE = "Install Chromium (Debian: apt-get install chromium), or set CHROMIUM to one."


def chromium() -> str | None:
    """Return the program that `CHROMIUM` names, else an installed Chromium or Chrome, else None."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ("/usr/bin/chromium", "chromium", "google-chrome"))
    return shutil.which(named) if named else next((path for path in found if path), None)
