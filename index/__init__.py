"""The index: documents in, passages found, in whichever language they are written."""
