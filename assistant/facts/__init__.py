"""What texts say that can be compared, in any two languages: numbers, dates, names, places, negations."""
