"""The doors: command line, replay, evaluation and demo."""
