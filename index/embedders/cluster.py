"""Bulk embedding spread over a Ray cluster: each worker holds the model, the one writer stays here.

Invariant: the vectors come back in the order of the texts, each once, also when a worker is killed: Ray starts
another in its place and gives it the texts again, and nothing is stored before it is there. Proved by
`tests/test_index_embedders_cluster.py`.

What is not bulk work (queries, the reference texts) is embedded by the model of this process.
"""

import importlib
import importlib.util
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.errors import EmbedderError

log = logging.getLogger(__name__)

CPUS_A_WORKER = 4
"""Processors of a worker that has no graphics card; a model of its own for each of them would fill the memory."""

CHARACTERS_AT_ONCE = 64_000
"""Of a piece of work: a few seconds for a worker."""

RETRIES = 3
"""How often a worker is started again, and a piece of work given to it, before it is an error: a text may kill it."""

ALL_OF_IT = 10**12
Vectors = NDArray[np.float32]


class ClusterEmbedder:
    """Embeds passages as `local` does, on a Ray cluster.

    Args:
        address: the cluster's, as `ray.init` takes it: `host:6379`, `ray://host:10001`, `auto`, or `local` for one
            that is started on this machine and ended again.
        local: the embedder of this process.
        make: makes the same one in a worker; it is sent there, so its module must be installed there, too.
    """

    def __init__(self, address: str, local: Embedder, make: Callable[[], Embedder]) -> None:
        if importlib.util.find_spec("ray") is None:
            raise EmbedderError(
                'Ray is not installed. Type `pip install "corpus-assistant[ray]"`, here and on each machine of the '
                "cluster, or leave --ray out."
            )
        self.fingerprint = local.fingerprint
        self._address = address
        self._local = local
        self._make = make
        self._workers: list[Any] = []

    @property
    def processes(self) -> list[int]:
        """The process numbers of the workers, on whichever machines they are; none outside of `expecting`."""
        import ray

        return [int(number) for number in ray.get([worker.process.remote() for worker in self._workers])]

    @contextmanager
    def expecting(self, characters: int) -> Iterator[None]:
        """Hold workers within the block, in which all passages are embedded by them.

        Args:
            characters: about how many will be embedded; they are many, or nobody would use a cluster.

        Yields:
            Nothing.

        Raises:
            EmbedderError: there is no such cluster, or its workers embed with something else.
        """
        del characters
        with ExitStack() as stack:
            self._connect(stack)
            self._workers = self._start()
            stack.callback(self._end)
            self._check()
            yield

    def embed_passages(self, texts: list[str]) -> Vectors:
        """Return the vectors of passages, `(n, d)` float32 of unit norm.

        Args:
            texts: in any order; those of like length are embedded together.

        Returns:
            In the order of the texts.

        Raises:
            EmbedderError: the model fails in a worker, or workers die again and again.
        """
        if not self._workers:
            return self._local.embed_passages(texts)
        from ray.exceptions import RayError
        from ray.util import ActorPool

        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        parts = list(_parts(order, texts))
        pool = ActorPool(self._workers)
        try:
            found = pool.map(
                lambda worker, part: worker.embed.remote([texts[number] for number in part]), parts
            )
            vectors = [np.asarray(rows, np.float32) for rows in found]
        except RayError as error:
            raise EmbedderError(
                f"The workers of the Ray cluster {self._address!r} cannot embed ({_last_line(error)}). See what "
                "their machines say, or leave --ray out; `assistant index` goes on where this stopped."
            ) from error
        placed = np.empty((len(texts), vectors[0].shape[1]), np.float32)
        for part, rows in zip(parts, vectors, strict=True):
            placed[part] = rows
        return placed

    def _connect(self, stack: ExitStack) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to others
        import ray

        if ray.is_initialized():
            return
        options: dict[str, Any] = {"include_dashboard": False} if self._address == "local" else {}
        try:
            ray.init(address=self._address, log_to_driver=False, logging_level=logging.WARNING, **options)
        except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
            raise EmbedderError(
                f"No Ray cluster can be reached at {self._address!r} ({_last_line(error)}). Start one with "
                "`ray start --head`, name its address as host:port, or leave --ray out."
            ) from error
        stack.callback(ray.shutdown)

    def _start(self) -> list[Any]:
        """Start as many workers as the machines of the cluster have room for."""
        workers: list[Any] = []
        ray = cast("Any", importlib.import_module("ray"))  # its types know fewer options than it has
        for node in ray.nodes():
            cpus, cards = (int(node["Resources"].get(kind, 0)) for kind in ("CPU", "GPU"))
            if not node["Alive"] or not cpus:
                continue
            needs = {"num_gpus": 1} if cards else {"num_cpus": min(cpus, CPUS_A_WORKER)}
            options = {**needs, "max_restarts": RETRIES, "max_task_retries": RETRIES}
            start = ray.remote(**options)(_Worker).remote
            workers += [start(self._make) for _ in range(cards or max(1, cpus // CPUS_A_WORKER))]
        if not workers:
            raise EmbedderError(
                f"The Ray cluster {self._address!r} has no processors to give. Add machines to it (`ray start "
                "--address ...`), or leave --ray out."
            )
        log.info("Embedding with %d workers of the Ray cluster %r", len(workers), self._address)
        return workers

    def _check(self) -> None:
        """Make sure that all workers embed with what this process does."""
        import ray
        from ray.exceptions import RayError

        try:
            found = set(ray.get([worker.fingerprint.remote() for worker in self._workers]))
        except RayError as error:
            raise EmbedderError(
                f"The workers of the Ray cluster {self._address!r} cannot start ({_last_line(error)}). Install the "
                "same version of this program on each of its machines, with the extra `ray` and the embedding model."
            ) from error
        if found != {self.fingerprint}:
            raise EmbedderError(
                f"The workers of the Ray cluster {self._address!r} embed with {sorted(found)!r}, this machine with "
                f"{self.fingerprint!r}. Install the same version of this program on each machine."
            )

    def _end(self) -> None:
        import ray

        workers, self._workers = self._workers, []
        for worker in workers:
            ray.kill(worker)


class _Worker:
    """Holds the model, in a process of the cluster."""

    def __init__(self, make: Callable[[], Embedder]) -> None:
        self._embedder = make()
        # Until the process ends: a model that has an engine for bulk work keeps it.
        self._bulk = ExitStack()
        self._bulk.enter_context(self._embedder.expecting(ALL_OF_IT))

    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def process(self) -> int:
        return os.getpid()

    def embed(self, texts: list[str]) -> Vectors:
        return self._embedder.embed_passages(texts)


def _parts(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the numbers of texts, longest first, in parts of about the same work."""
    part: list[int] = []
    size = 0
    for number in order:
        part.append(number)
        size += len(texts[number])
        if size >= CHARACTERS_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].strip()[:300]
