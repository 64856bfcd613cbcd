"""The adapter that tells which note answers, learned on the bundled weights, and written as a GGUF file.

The loss is the logarithm of the probability given to the notes that answer, or to 0 where none does, among the numbers
of the notes there are. Invariant: the file is one that llama.cpp activates from the token on that
`assistant.models.gguf.asking_which` begins with. Proved by `tests/test_evaluation_answerability.py`.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from assistant import Settings
from assistant.errors import AssistantError
from assistant.models import weights
from assistant.models.gguf import asking_which
from assistant.models.sendable import sendable
from assistant.models.server import Server
from tests.evaluation.answerability_cases import Example
from tests.evaluation.bundled_torch import Adapted, Weights
from ui import terminal

WINDOW = 2048


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn.

    Attributes:
        rank: of the adapters.
        first: the lowest layer that is changed.
        epochs: how often each example is seen.
        batch: examples before each step.
        rate: of learning, at its highest; it rises over the first steps and then falls to nothing.
        dropout: share of an adapter's input left out.
        decay: of all that is learned.
        seed: of the order, and of what is random.
    """

    rank: int = 8
    first: int = 6
    epochs: int = 2
    batch: int = 10
    rate: float = 4e-4
    dropout: float = 0.1
    decay: float = 0.01
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """An example in tokens: the prompt, what follows it, and what may be said."""

    prompt: tuple[int, ...]
    following: tuple[int, ...]
    targets: tuple[int, ...]
    notes: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Examples in tokens, and the tokens of the digits and of what calls the adapter."""

    examples: tuple[Written, ...]
    digits: tuple[int, ...]
    calls: tuple[int, ...]


def learn(examples: Sequence[Example], out: Path, seed: int, begun: Path | None = None) -> None:
    """Learn from examples and write the adapter.

    Args:
        examples: what to learn from.
        out: the file to write.
        seed: of what is random.
        begun: the file of an adapter to go on from.

    Raises:
        AssistantError: `begun` is no adapter of these sizes.
    """
    data = Settings().data
    file = weights.join(data, None)
    tokens = tokenised(file, examples)
    model, plan = Weights.load(file), Plan(seed=seed)
    adapted = started(model, plan, begun)  # which may fail: before the prompts are read, which takes long
    with TemporaryDirectory(prefix="prompts-", dir=data) as folder:
        prompts = [Path(folder) / f"{number}.pt" for number in range(len(examples))]
        start = _shared([each.prompt for each in tokens.examples])
        before = model.read(tokens.examples[0].prompt[:start])
        each = zip(prompts, tokens.examples, strict=True)
        for path, example in terminal.counting("Reading prompts", each, len(prompts)):
            torch.save(torch.cat([before, model.read(example.prompt[start:], before)], 3), path)
        fit(adapted, tokens, prompts, plan)
    write(adapted, tokens.calls, out)
    terminal.say(f"Written: {out}")


def tokenised(file: Path, examples: Sequence[Example]) -> Tokens:
    """Return examples in the tokens of the engine that will read them."""
    server = Server(file, WINDOW)

    def tokens(text: str) -> tuple[int, ...]:
        reply = server.client.post("/tokenize", json={"content": text})
        reply.raise_for_status()
        return tuple(reply.json()["tokens"])

    def prompt(example: Example) -> str:
        messages = [{"role": m.role.value, "content": sendable(m.content or "")} for m in example.messages()]
        reply = server.client.post("/apply-template", json={"messages": messages})
        reply.raise_for_status()
        return str(reply.json()["prompt"])

    try:
        written = [
            Written(
                tokens(prompt(each)),
                tokens(asking_which(" ".join(sendable(each.question).split()))),
                tuple(each.targets),
                len(each.answers),
            )
            for each in examples
        ]
        digits = tuple(tokens(str(number))[0] for number in range(10))
        return Tokens(tuple(written), digits, tokens(asking_which(""))[:1])
    finally:
        server.close()


def started(model: Weights, plan: Plan, begun: Path | None = None) -> Adapted:
    """Return the model with adapters that have learned nothing, or what those of `begun` have.

    Raises:
        AssistantError: `begun` is no adapter of these sizes.
    """
    torch.manual_seed(plan.seed)
    adapted = Adapted(model, plan.rank, plan.first, plan.dropout)
    if begun:
        take_up(adapted, begun)
    return adapted


def fit(adapted: Adapted, tokens: Tokens, prompts: Sequence[Path], plan: Plan) -> Adapted:
    """Learn, and return what was given.

    Args:
        adapted: the adapters as they are before, on the weights, which stay as they are.
        tokens: the examples.
        prompts: for each, the file with its prompt's keys and values.
        plan: how to learn.

    Returns:
        The same adapters, no longer learning.
    """
    chance = random.Random(plan.seed)
    optimiser = torch.optim.AdamW(
        adapted.parameters(), lr=plan.rate, weight_decay=plan.decay, betas=(0.9, 0.98)
    )
    order = list(range(len(prompts)))
    per_epoch = math.ceil(len(order) / plan.batch)
    steps = max(1, plan.epochs * per_epoch)
    rising = max(1, min(8, steps // 10))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / rising) * (1 + math.cos(math.pi * step / steps)) / 2
    )
    for epoch in range(1, plan.epochs + 1):
        chance.shuffle(order)
        batches = [order[at : at + plan.batch] for at in range(0, len(order), plan.batch)]
        for batch in terminal.counting(f"Learning, {epoch} of {plan.epochs}", batches, len(batches)):
            optimiser.zero_grad()
            _loss(adapted, tokens, prompts, batch).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(adapted.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return adapted.eval()


def _loss(adapted: Adapted, tokens: Tokens, prompts: Sequence[Path], batch: Sequence[int]) -> torch.Tensor:
    some = [tokens.examples[number] for number in batch]
    logits = adapted(
        [each.following for each in some], [torch.load(prompts[n]) for n in batch], tokens.digits
    )
    losses = []
    for row, each in zip(logits, some, strict=True):
        likely = torch.log_softmax(row[: each.notes + 1], 0)
        losses.append(-torch.logsumexp(likely[list(each.targets)], 0))
    return torch.stack(losses).mean()


def take_up(adapted: Adapted, file: Path) -> None:
    """Set adapters to those that `write` wrote.

    Args:
        adapted: of the same rank and layers.
        file: the GGUF file.

    Raises:
        AssistantError: it holds others, or none.
    """
    from gguf import GGUFReader

    try:
        tensors = GGUFReader(file).tensors
    except (OSError, ValueError, IndexError) as error:
        raise AssistantError(
            f"{str(file)!r} cannot be read as a GGUF file: {error}. Name an adapter."
        ) from error
    held = {each.name: torch.from_numpy(each.data.astype(np.float32)) for each in tensors}
    parts = {
        f"blk.{layer}.{name}.weight.lora_{part}": matrix
        for part, matrices in (("a", adapted.down), ("b", adapted.up))
        for (layer, name), matrix in ((key.split(), matrices[key]) for key in matrices)
    }
    if {name: tuple(each.shape) for name, each in held.items()} != {
        name: tuple(each.shape) for name, each in parts.items()
    }:
        raise AssistantError(
            f"{str(file)!r} is no adapter of rank {adapted.rank} on the same layers; name one that was learned here."
        )
    for name, matrix in parts.items():
        matrix.data.copy_(held[name])


def write(adapted: Adapted, calls: Sequence[int], out: Path) -> None:
    """Write the adapters as a GGUF file that llama.cpp activates from the tokens `calls` on."""
    from gguf import GGUFValueType, GGUFWriter

    writer = GGUFWriter(out, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", adapted.scale * adapted.rank)
    writer.add_key_value(
        "adapter.alora.invocation_tokens", list(calls), GGUFValueType.ARRAY, sub_type=GGUFValueType.UINT32
    )
    for key in adapted.down:
        layer, name = key.split()
        for part, matrix in (("a", adapted.down[key]), ("b", adapted.up[key])):
            values = np.ascontiguousarray(matrix.detach().numpy().astype(np.float16))
            writer.add_tensor(f"blk.{layer}.{name}.weight.lora_{part}", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _shared(prompts: Sequence[Sequence[int]]) -> int:
    """Return how many tokens all prompts begin with."""
    least, most = min(prompts), max(prompts)
    return next((n for n, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
