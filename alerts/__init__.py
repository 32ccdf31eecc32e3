"""What leaves: receivers, the outbox and its ledger, and honest delivery."""
