"""Counting tokens with a local model whose engine has gone; the engine itself is in the bundled model's tests."""

import json
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from llama_index.core.llms import ChatMessage

from assistant.models.bundled import LocalModel
from assistant.models.gguf import GGUFLanguageModel
from assistant.models.language_model import estimate_tokens

TEXT = "Zażółć gęślą jaźń"


def loaded(answer: httpx.Response | Exception) -> tuple[LocalModel, httpx.Client]:
    """Return a model that counts as loaded, and the client through which it speaks to its engine."""

    def reply(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx.Client(transport=httpx.MockTransport(reply), base_url="http://engine")
    model = LocalModel("bundled", 4096, Path)
    assert isinstance(model.llm, GGUFLanguageModel)
    model.llm._server = SimpleNamespace(client=client, close=client.close)  # type: ignore[assignment]
    return model, client


def test_the_engine_counts() -> None:
    model, client = loaded(httpx.Response(200, json={"tokens": [1, 2, 3]}))
    with client:
        assert model.count_tokens(TEXT) == 3


@pytest.mark.parametrize("answer", [httpx.ReadError("cut"), httpx.ConnectError("gone"), httpx.Response(500)])
def test_an_engine_that_stops_answering_is_replaced_by_the_estimate(
    answer: httpx.Response | Exception,
) -> None:
    model, client = loaded(answer)
    with client:
        assert model.count_tokens(TEXT) == estimate_tokens(TEXT)


def test_an_engine_closed_while_it_is_asked_is_replaced_by_the_estimate() -> None:
    model, client = loaded(httpx.Response(200, json={"tokens": []}))
    client.close()
    assert model.count_tokens(TEXT) == estimate_tokens(TEXT)


def test_an_answer_may_hold_line_ends_that_are_none_of_the_protocols() -> None:
    said = "one\u2028two\x85three\x0bfour"
    events = [{"choices": [{"delta": {"content": piece}}]} for piece in (said, " five")]
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}" for event in events]
    body = "\r\n\r\n".join([*lines, "data: [DONE]"]).encode()
    model, client = loaded(httpx.Response(200, content=body))
    with client:
        *_, last = model.llm.stream_chat([ChatMessage(content="x")])
    assert last.message.content == f"{said} five"
