"""At scale, on paper: which quota binds first and at what rate, and what it costs beside the article's design."""
