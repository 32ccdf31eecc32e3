"""The ledger: the only code that speaks to a database."""
