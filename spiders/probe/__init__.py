"""What a site looks like to us, and a draft of its Site."""
