"""What somebody means who talks to the assistant, and what is said without an answer from the documents."""
