"""Words, numbers and marks of many scripts: what classify and track both read texts by."""
