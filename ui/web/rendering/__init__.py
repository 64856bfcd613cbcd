"""HTML from plain data: pure functions, without Gradio, one file for each part of the page.

Invariant: documents, titles, paths, questions, errors, file names and the model's words are all untrusted, and every
one of them passes through `markup.escape`; nothing they hold becomes a tag, an attribute, an address or a request.
Proved by `tests/test_ui_web_rendering_turns.py::test_attacks_stay_text` and its like.
"""
