"""From the passages of a search to the sentences of them that answer the question, best first."""
