"""Every error the program raises on purpose has one root, `AssistantError`, and says what to do next.

This file holds the root and the index's own errors; `assistant.errors` adds its own and re-exports these.
Values are quoted with `!r`. Anything that is not an `AssistantError` is a bug and keeps its traceback.
"""


class AssistantError(Exception):
    """The root of all errors of this program; the message is written for the person who reads it."""


class SettingsError(AssistantError):
    """A setting is unknown or has a value that cannot be used."""


class IndexingError(AssistantError):
    """Something about documents, the index or the data folder is wrong."""


class CorpusError(IndexingError):
    """The corpus folder is missing, is no folder, or holds nothing that can be read."""


class DocumentError(IndexingError):
    """One file cannot be read; indexing names it, skips it and goes on with the rest."""


class MissingDocumentError(DocumentError):
    """A file of several documents does not hold the one that was asked for."""


class DataFolderError(IndexingError):
    """The data folder cannot be written, is full, or holds something unreadable."""


class LockedError(IndexingError):
    """Another process is writing to this index; the message names it."""


class ServerError(IndexingError):
    """The Chroma server does not answer, refuses the token, or cannot do what is asked."""


class FingerprintError(IndexingError):
    """The index was built with another embedder, chunking or schema, and must be rebuilt."""


class OutdatedError(FingerprintError):
    """The index was made by an earlier version of the program; the next sync makes it again beside the old one."""


class EmbedderError(IndexingError):
    """The embedding model is missing, cannot be loaded, or failed on a text."""


class FilterError(IndexingError):
    """A search filter has a value that cannot be understood."""
