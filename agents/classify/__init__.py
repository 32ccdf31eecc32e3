"""What an article says and which monitored topics it is about."""
