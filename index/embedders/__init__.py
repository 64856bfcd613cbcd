"""The embedding models, one a file; `index.embedding.load` chooses and imports only what is asked for."""
