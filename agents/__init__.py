"""What each step concludes: pure decisions on topics and news, and the two Faust agents."""
