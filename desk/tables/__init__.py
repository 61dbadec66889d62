"""Spreadsheets and text tables: the one door to openpyxl and XlsxWriter. Implements ports.tables."""
