"""What the desk's use cases need of the outside, as small protocols with their data."""
