"""The messages a station and the approval service exchange. The only pydantic in this package."""
