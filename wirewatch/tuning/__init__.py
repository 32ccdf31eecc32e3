"""`wirewatch tune`: weights and thresholds fitted to labels, by cross-validation."""
