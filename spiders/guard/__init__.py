"""Which addresses may be asked for, whoever asks: the crawl, a command, an alert. It stands below all that asks."""
