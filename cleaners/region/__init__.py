"""Doc → Doc: which part of the page is the article."""
