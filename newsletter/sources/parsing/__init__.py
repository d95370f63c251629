"""From Markdown and HTML to pieces: what the tags say, with the lines they stand on."""
