"""Public labelled sets, told apart by the production story assignment and novelty step."""
