"""Quầy: one person on one screen, from the card to the finished declaration."""
