"""What the program itself says, in the asker's language; English for languages not listed."""
