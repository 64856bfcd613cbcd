"""Who says a sentence: found by closed classes of words and by position, as a verbatim span, without a parser."""
