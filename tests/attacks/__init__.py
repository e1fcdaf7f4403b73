"""What criminals may serve, and what a crawl does about it."""
