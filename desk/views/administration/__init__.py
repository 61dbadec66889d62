"""Quản trị: people, stations and agencies."""
