"""Sentences as vectors: the model, the mean of each language, and how near two texts are."""
