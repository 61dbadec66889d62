"""How many have come and how far they are: for the screen, as a spreadsheet, as a report to the agency."""
