"""The text of a card's code, turned into fields, or refused: nothing is guessed and no letter invented."""
