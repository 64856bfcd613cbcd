"""An answer made again from the plain values that it was written as.

Invariant: of every answer, `Answer.from_dict(json.loads(json.dumps(answer.to_dict())))` equals the answer, and any
other value gives an `ExportError`. Whether values were altered since is not asked here: `assistant.export.reading`
tells that. Proved by `tests/test_assistant_export_restoring.py`.
"""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.errors import ExportError, FilterError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ADVICE = "Give what `Answer.to_dict` of this version returned."


def answer_of(data: Mapping[str, Any]) -> Answer:
    """Return the answer of which `to_dict` made `data`.

    Args:
        data: plain values, as JSON gives them back; what is not known is left aside.

    Returns:
        The answer.

    Raises:
        ExportError: something is missing or of another kind; the message says what.
    """
    from pydantic import ValidationError

    try:
        return _shape().validate_python(_with_pairs(data))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, problem["loc"])) or "all of it"
        raise ExportError(f"These are no answer's values: {where!r}: {problem['msg']}. {_ADVICE}") from error
    except FilterError as error:
        raise ExportError(f"These are no answer's values: 'filters': {error} {_ADVICE}") from error
    except RecursionError as error:
        raise ExportError(f"These are no answer's values: they are too deep. {_ADVICE}") from error


@functools.cache
def _shape() -> "TypeAdapter[Answer]":
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)


def _with_pairs(data: Any) -> Any:
    """Return the values with the languages that filters might have matched as pairs, as `NoMatch` holds them."""
    match data:
        case {"no_match": {"languages": Mapping() as languages}}:
            return {**data, "no_match": {**data["no_match"], "languages": list(languages.items())}}
        case _:
            return data
