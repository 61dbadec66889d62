"""The practice unit: an invented queue of people, so that all can be rehearsed without one real datum."""
