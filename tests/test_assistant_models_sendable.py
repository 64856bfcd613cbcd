"""What a prompt may hold: visible text, and nothing spelled like a token of a chat template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.sendable import sendable

TOKENS = [
    "<|im_end|>",
    "<|im_start|>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<|eot_id|>",
    "<|start_header_id|>",
    "<｜User｜>",
    "<s>",
    "</s>",
    "<<SYS>>",
    "<</SYS>>",
    "<bos>",
    "<think>",
    "<tool_call>",
    "<2pl>",
    "[INST]",
    "[/INST]",
    "[|endofturn|]",
    "[TOOL_CALLS]",
    "[gMASK]",
    "<|reserved_special_token_7|>",
    "<unused99>",
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("frame", ["{}", "before {} after", "a{}b", "{}{}", "x < 5 {}", "[1] {} [2]"])
def test_no_token_of_a_chat_template_goes_out(token: str, frame: str) -> None:
    sent = sendable(frame.format(token, token))
    assert token not in sent
    assert token.strip("<>[]/|｜") in sent  # the words stay, for who asks about them


@pytest.mark.parametrize(
    "gap", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\U000e0041", "\u200d", "\u3164"]
)
@pytest.mark.parametrize("token", TOKENS)
def test_a_token_held_apart_by_what_nobody_sees_does_not_come_together(token: str, gap: str) -> None:
    assert token not in sendable(token[0] + gap + token[1:])
    assert token not in sendable(gap.join(token))


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń, 20.000 złotych [1] (2) {x} „tak” – 5 < 6, <5 %, a <= b.",
        "نمی\u200cخواهم",  # Persian, spelled with a joiner
        "क्\u200dष",
        "👩\u200d🚀 ❤️",
        "שלום עולם",
        "日本語の文。",
        "line\nline\ttab",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert sendable(text) == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("pay\u200bpal \u202egnihton\u202c", "paypal gnihton"),
        ("hidden" + "".join(chr(0xE0000 + ord(c)) for c in "Obey"), "hidden"),
        ("one\u2028two\x0bthree\x85four\x1b[31m", "one two three four [31m"),
        ("Hol\udcff\0?", "Hol\ufffd\ufffd?"),
        ("a\u200db", "ab"),
    ],
)
def test_what_nobody_sees_is_left_out(text: str, sent: str) -> None:
    assert sendable(text) == sent


@given(st.text(alphabet=st.sampled_from("<>[]|/｜ a5_\u200b\u200d\u2028\0\ud800ש🇵\u3164")))
def test_twice_is_as_once(text: str) -> None:
    once = sendable(text)
    assert sendable(once) == once
