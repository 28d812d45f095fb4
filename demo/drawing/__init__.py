"""The shapes of the demo shop's pictures: `kit` draws, the other modules say what."""
