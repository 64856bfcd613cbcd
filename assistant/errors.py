"""The errors of the assistant, beside those of the index, under one root; each says what to do next."""

from index.errors import (
    AssistantError,
    CorpusError,
    DataFolderError,
    DocumentError,
    EmbedderError,
    FilterError,
    FingerprintError,
    IndexingError,
    LockedError,
    OutdatedError,
    ServerError,
    SettingsError,
)

__all__ = [
    "AssistantError",
    "CorpusError",
    "DataFolderError",
    "DocumentError",
    "EmbedderError",
    "ExportError",
    "FeedbackError",
    "FilterError",
    "FingerprintError",
    "HistoryError",
    "IndexingError",
    "LockedError",
    "ModelError",
    "ModelMemoryError",
    "ModelMissingError",
    "ModelTimeoutError",
    "ModelUnreachableError",
    "OutdatedError",
    "OutputError",
    "QuestionError",
    "ServerError",
    "SettingsError",
    "WeightsError",
]


class QuestionError(AssistantError):
    """The question is empty or far too long."""


class ExportError(AssistantError):
    """A file is no exported answer, or one that cannot be read."""


class FeedbackError(AssistantError):
    """What is said of an answer cannot be kept."""


class HistoryError(AssistantError):
    """A conversation is not kept any more, or cannot be read or written."""


class OutputError(AssistantError):
    """An answer cannot be written to the file asked for."""


class ModelError(AssistantError):
    """The language model failed: its answer was cut off, or it reported an error of its own."""


class ModelUnreachableError(ModelError):
    """No model server answers."""


class ModelMissingError(ModelError):
    """The server, the package or the file does not hold the model asked for."""


class ModelMemoryError(ModelError):
    """The model does not fit into memory."""


class ModelTimeoutError(ModelError):
    """The model took longer than the time allowed."""


class WeightsError(ModelError):
    """The bundled weights are missing or are not the file they should be."""
