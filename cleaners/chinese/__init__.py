"""What is known of the Chinese language and its scripts: tables and functions on characters and words, no page."""
