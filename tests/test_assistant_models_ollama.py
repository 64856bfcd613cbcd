"""Ollama over a real socket: what is sent, what comes back, and every way it fails."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from llama_index.core.llms import ChatMessage, MessageRole
from ollama_server import Model, OllamaServer, Reply

from assistant.errors import (
    ModelError,
    ModelMemoryError,
    ModelMissingError,
    ModelTimeoutError,
    ModelUnreachableError,
)
from assistant.models import LanguageModel, choose, ollama
from assistant.models.language_model import Waiting

PROMPT = [
    ChatMessage(role=MessageRole.SYSTEM, content="Answer."),
    ChatMessage(role=MessageRole.USER, content="Hol találkoztak?"),
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaServer]:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    with OllamaServer() as running:
        yield running


def ask(model: LanguageModel, max_tokens: int = 100) -> str:
    return "".join(delta for delta in model.stream(PROMPT, max_tokens) if isinstance(delta, str))


def opened(server: OllamaServer, name: str = "qwen3:4b") -> LanguageModel:
    return ollama.open_model(name, server.host)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestWhatIsSent:
    def test_an_answer_streams_in_and_the_request_is_to_the_letter(self, server: OllamaServer) -> None:
        model = opened(server)
        assert model.name == "ollama:qwen3:4b"
        assert ask(model, max_tokens=77) == "Hello, world."
        (chat,) = server.chats()
        assert chat["model"] == "qwen3:4b"
        assert chat["stream"] is True
        assert chat["keep_alive"] == "30m"
        assert chat["options"] == {"temperature": 0.0, "num_ctx": 8192, "num_predict": 77}
        assert [(m["role"], m["content"]) for m in chat["messages"]] == [
            ("system", "Answer."),
            ("user", "Hol találkoztak?"),
        ]
        assert "think" not in chat

    @pytest.mark.parametrize(
        ("model", "window"),
        [
            (Model(context_length=131072), 8192),
            (Model(context_length=2048), 2048),
            (
                Model(context_length=131072, parameters='stop "<|im_end|>"\nnum_ctx 16384\ntemperature 1'),
                16384,
            ),
            (Model(context_length=4096, parameters="num_ctx                        16384"), 4096),
        ],
    )
    def test_the_window_is_what_the_model_allows_and_never_changes(
        self, server: OllamaServer, model: Model, window: int
    ) -> None:
        server.models["m"] = model
        one = opened(server, "m")
        assert one.context_window == window
        one.warm()
        ask(one)
        ask(one, max_tokens=20)
        assert [chat["options"]["num_ctx"] for chat in server.chats()] == [window] * 3

    def test_warming_loads_the_model_without_a_question(self, server: OllamaServer) -> None:
        opened(server).warm()
        (chat,) = server.chats()
        assert chat["messages"] == []
        assert chat["keep_alive"] == "30m"

    @pytest.mark.parametrize(
        ("model", "think"),
        [
            (Model(capabilities=("completion", "thinking")), False),
            (Model(capabilities=("completion", "thinking"), architecture="gptoss"), "low"),
        ],
    )
    def test_thinking_models_are_told_not_to(
        self, server: OllamaServer, model: Model, think: bool | str
    ) -> None:
        server.models["thinker"] = model
        server.reply = Reply(thoughts=["Well", ", let me see."])
        assert ask(opened(server, "thinker")) == "Hello, world."
        (chat,) = server.chats()
        assert chat["think"] == think
        assert (chat["options"]["num_predict"] > 100) == (think == "low")

    def test_thoughts_in_the_content_stay_out_of_the_answer(self, server: OllamaServer) -> None:
        server.reply = Reply(pieces=["<th", "ink>\nhm", "m</thi", "nk>\n\n", "Wonsan", "."])
        assert ask(opened(server)) == "Wonsan."

    def test_an_answer_ended_by_its_length_is_an_answer(self, server: OllamaServer) -> None:
        server.reply = Reply(ending="length")
        assert ask(opened(server)) == "Hello, world."

    def test_a_proxy_variable_does_not_catch_loopback_traffic(
        self, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
        assert ask(opened(server)) == "Hello, world."

    def test_tokens_are_counted_generously_and_corrected_upwards(self, server: OllamaServer) -> None:
        model = opened(server)
        text = "Háború és béke " * 20
        before = model.count_tokens(text)
        assert before >= len(text) / 3
        server.reply = Reply(prompt_eval_count=500)
        ask(model)
        assert model.count_tokens(text) > 2 * before
        corrected = model.count_tokens(text)
        server.reply = Reply(
            prompt_eval_count=1
        )  # it remembered the beginning, or was given less than was sent
        ask(model)
        assert model.count_tokens(text) == corrected

    def test_a_mad_count_leaves_questions_that_fit(self, server: OllamaServer) -> None:
        model = opened(server)
        server.reply = Reply(prompt_eval_count=8000)
        ask(model)
        assert model.count_tokens("a" * 1000) <= 1010
        assert ask(model) == "Hello, world."

    def test_a_prompt_that_the_server_cut_is_an_error_and_counted_better_next_time(
        self, server: OllamaServer
    ) -> None:
        model = opened(server)
        before = model.count_tokens("szó" * 100)
        server.reply = Reply(prompt_eval_count=8192)
        with pytest.raises(
            ModelError, match="longer than the 8192 tokens of 'ollama:qwen3:4b', and Ollama cut it"
        ):
            ask(model)
        assert model.count_tokens("szó" * 100) > before

    def test_what_does_not_fit_is_not_sent(self, server: OllamaServer) -> None:
        model = opened(server)
        long = [ChatMessage(role=MessageRole.USER, content="szó " * 8192)]
        assert not model.fits(long, 10)
        with pytest.raises(ModelError, match="8192 tokens of 'ollama:qwen3:4b'"):
            list(model.stream(long, 10))
        assert server.chats() == []

    def test_half_a_character_and_nul_are_sent_as_what_json_carries(self, server: OllamaServer) -> None:
        odd = [ChatMessage(role=MessageRole.USER, content="Hol\udcff\0?")]
        assert "".join(map(str, opened(server).stream(odd, 100))) == "Hello, world."
        assert server.chats()[0]["messages"][0]["content"] == "Hol\ufffd\ufffd?"


class TestStopping:
    @pytest.mark.parametrize("reply", [Reply(wait_s=30), Reply(pieces=["a"] * 500, pause_s=0.2)])
    def test_closing_the_generator_ends_the_connection_within_a_second(
        self, server: OllamaServer, reply: Reply
    ) -> None:
        server.reply = reply
        model = opened(server)
        stream = model.stream(PROMPT, 100)
        next(stream)
        assert server.chatting.wait(5)
        started = time.monotonic()
        stream.close()
        assert server.hung_up.wait(1)
        assert time.monotonic() - started < 1
        server.reply = Reply()
        assert next(iter(model.stream(PROMPT, 100))) == "Hello"

    def test_a_silent_server_is_covered_by_heartbeats(self, server: OllamaServer) -> None:
        server.reply = Reply(wait_s=1.3)
        pieces = list(opened(server).stream(PROMPT, 100))
        assert pieces[:2] == ["", ""]
        assert "".join(map(str, pieces)) == "Hello, world."

    def test_those_who_wait_are_told_how_many_are_ahead(self, server: OllamaServer) -> None:
        server.reply = Reply(wait_s=30)
        model = opened(server)
        first, second = model.stream(PROMPT, 100), model.stream(PROMPT, 100)
        next(first)
        assert next(second) == Waiting(1)
        server.reply = Reply()
        first.close()
        assert "".join(d for d in second if isinstance(d, str)) == "Hello, world."

    def test_as_many_at_once_as_the_server_takes(
        self, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OLLAMA_NUM_PARALLEL", "2")
        server.reply = Reply(wait_s=30)
        model = opened(server)
        streams = [model.stream(PROMPT, 100) for _ in range(3)]
        assert [next(stream) for stream in streams] == ["", "", Waiting(1)]
        for stream in streams:
            stream.close()

    @pytest.mark.parametrize("parallel", ["0", "-1", "many", ""])
    def test_a_server_that_chooses_how_many_takes_one_at_least(
        self, server: OllamaServer, monkeypatch: pytest.MonkeyPatch, parallel: str
    ) -> None:
        monkeypatch.setenv("OLLAMA_NUM_PARALLEL", parallel)
        assert next(opened(server).stream(PROMPT, 100)) == "Hello"


class TestFailures:
    def test_no_server(self, tmp_path: Path) -> None:
        host = f"127.0.0.1:{free_port()}"
        started = time.monotonic()
        with pytest.raises(ModelUnreachableError, match="ollama serve"):
            choose("ollama:qwen3:4b", data=tmp_path, ollama_host=host)
        assert time.monotonic() - started < 3

    def test_a_model_that_is_absent(self, server: OllamaServer) -> None:
        with pytest.raises(ModelMissingError, match="`ollama pull gemma3:12b`"):
            opened(server, "gemma3:12b")

    def test_a_model_removed_in_the_meantime(self, server: OllamaServer) -> None:
        model = opened(server)
        server.models.clear()
        with pytest.raises(ModelMissingError, match="`ollama pull qwen3:4b`"):
            ask(model)

    def test_a_server_that_went_away(self, server: OllamaServer) -> None:
        model = opened(server)
        server.__exit__()
        with pytest.raises(ModelUnreachableError, match="ollama serve"):
            ask(model)

    def test_an_embedding_model(self, server: OllamaServer) -> None:
        server.models["bge-m3:latest"] = Model(capabilities=("embedding",))
        with pytest.raises(ModelError, match="cannot chat"):
            opened(server, "bge-m3")

    @pytest.mark.parametrize(
        ("said", "kind", "words"),
        [
            (
                "model requires more system memory (5.6 GiB) than is available",
                ModelMemoryError,
                "smaller model",
            ),
            (
                "llama runner process has terminated: cudaMalloc failed: out of memory",
                ModelMemoryError,
                "fit",
            ),
            ("llama runner process has terminated: exit status 2", ModelError, "exit status 2"),
        ],
    )
    @pytest.mark.parametrize("in_the_stream", [False, True])
    def test_errors_of_the_server(
        self, server: OllamaServer, said: str, kind: type[ModelError], words: str, in_the_stream: bool
    ) -> None:
        server.reply = Reply(error=said, ending="error", status=200 if in_the_stream else 500)
        with pytest.raises(kind, match=words) as caught:
            ask(opened(server))
        assert type(caught.value) is kind

    def test_warming_fails_with_the_same_words(self, server: OllamaServer) -> None:
        server.reply = Reply(status=500, error="model requires more system memory")
        with pytest.raises(ModelMemoryError, match="smaller model"):
            opened(server).warm()

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply(ending="cut"), "in the middle"),
            (Reply(pieces=[], ending="cut"), "in the middle"),
            (Reply(ending="reset"), "broke"),
            (Reply(ending="garbage"), "protocol"),
        ],
    )
    def test_an_answer_without_its_end(self, server: OllamaServer, reply: Reply, words: str) -> None:
        server.reply = reply
        model = opened(server)
        with pytest.raises(ModelError, match=words):
            ask(model)
        server.reply = Reply()
        assert ask(model) == "Hello, world."

    def test_silence_in_the_middle_ends_in_a_timeout(self, server: OllamaServer) -> None:
        server.reply = Reply(ending="silence")
        model = opened(server)
        model.next_sign_s = 0.7
        with pytest.raises(ModelTimeoutError, match="said nothing"):
            ask(model)
        assert server.hung_up.wait(1)

    def test_something_else_listens_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            thread = threading.Thread(target=_serve_html, args=(other,))
            thread.start()
            with pytest.raises(ModelError, match="protocol"):
                ollama.list_models(f"127.0.0.1:{other.getsockname()[1]}")
            thread.join()


def _serve_html(other: socket.socket) -> None:
    connection, _ = other.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>")


class TestChoosing:
    def test_chat_models_the_newest_first(self, server: OllamaServer) -> None:
        server.models = {
            "old": Model(modified_at="2025-01-01T00:00:00Z"),
            "bge-m3": Model(capabilities=("embedding",), modified_at="2026-09-01T00:00:00Z"),
            "new": Model(modified_at="2026-05-01T00:00:00+02:00"),
            "before-capabilities": Model(capabilities=None, modified_at="2024-01-01T00:00:00Z"),
            "all-minilm": Model(capabilities=None, architecture="nomic-bert"),
            "gpt-oss:120b-cloud": Model(size=384, modified_at="2026-09-02T00:00:00Z"),
        }
        assert [model.name for model in ollama.list_models(server.host)] == [
            "new",
            "old",
            "before-capabilities",
        ]
        assert ollama.preferred_model(server.host) == "new"

    def test_the_loaded_model_is_preferred(self, server: OllamaServer) -> None:
        server.models = {
            "loaded": Model(modified_at="2025-01-01T00:00:00Z", is_loaded=True),
            "new": Model(modified_at="2026-05-01T00:00:00Z"),
        }
        assert ollama.preferred_model(server.host) == "loaded"

    def test_a_loaded_embedding_model_is_not(self, server: OllamaServer) -> None:
        server.models["bge-m3"] = Model(capabilities=("embedding",), is_loaded=True)
        assert ollama.preferred_model(server.host) == "qwen3:4b"

    @pytest.mark.parametrize("sick", [Model(show_wait_s=5), Model(show_status=500)])
    @pytest.mark.parametrize("date", ["2025-01-01T00:00:00Z", "2026-09-01T00:00:00Z"])
    def test_a_model_that_cannot_be_looked_at_is_left_out(
        self, server: OllamaServer, sick: Model, date: str
    ) -> None:
        server.models["sick"] = replace(sick, modified_at=date)
        server.models["bge-m3"] = Model(capabilities=("embedding",), is_loaded=True)
        started = time.monotonic()
        assert ollama.preferred_model(server.host) == "qwen3:4b"
        assert time.monotonic() - started < 2

    def test_when_no_model_can_be_looked_at_the_reason_is_told(self, server: OllamaServer) -> None:
        server.models["qwen3:4b"] = Model(show_status=500)
        assert ollama.preferred_model(server.host) is None
        with pytest.raises(ModelError, match="terminated"):
            ollama.list_models(server.host)

    def test_a_server_of_many_slow_models_is_not_waited_for(
        self, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ollama, "LOOK_S", 0.2)
        server.models |= {
            f"slow{n}": Model(show_wait_s=5, modified_at="2027-01-01T00:00:00Z") for n in range(50)
        }
        started = time.monotonic()
        assert ollama.preferred_model(server.host) is None
        assert time.monotonic() - started < 3

    def test_whether_a_model_is_held(self, server: OllamaServer) -> None:
        server.models["bge-m3:latest"] = Model(capabilities=("embedding",))
        ollama.check_held("bge-m3", server.host)
        with pytest.raises(ModelMissingError, match="`ollama pull absent`"):
            ollama.check_held("absent", server.host)

    def test_a_slow_or_empty_server_is_passed_over(self, server: OllamaServer) -> None:
        server.models = {"bge-m3": Model(capabilities=("embedding",))}
        assert ollama.preferred_model(server.host) is None
        server.models = {"qwen3:4b": Model()}
        server.wait_before_anything_s = 5
        started = time.monotonic()
        assert ollama.preferred_model(server.host) is None
        assert time.monotonic() - started < 2
