"""What an article adds to what is already known of a topic."""
