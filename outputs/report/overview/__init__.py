"""``index.html``: runs, records, hosts and failures in numbers."""
