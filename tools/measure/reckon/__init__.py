"""At scale, on paper: which quota binds first, what a flood does to the queues, what it costs beside the article."""
