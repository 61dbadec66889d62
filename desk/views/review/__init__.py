"""Duyệt: the reviewer's queue, one declaration whole, and the decision."""
