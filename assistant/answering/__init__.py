"""From evidence to an answer: drafted, checked, composed; where sources differ; quotes translated."""
