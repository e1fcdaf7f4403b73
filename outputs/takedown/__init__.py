"""What is asked to go, gone: from records, rejects and archives."""
