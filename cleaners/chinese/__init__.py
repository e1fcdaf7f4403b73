"""What is known of the language, whatever it is asked for: characters, scripts, names, words, a language model."""
