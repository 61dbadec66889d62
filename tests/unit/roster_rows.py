"""What rows of invented lists hold, and when they are read."""

from __future__ import annotations

from datetime import date

from desk.registration.rosters.columns import Column

C = Column
COLUMNS = (C.FULL_NAME, C.DOCUMENT_NUMBER, C.BIRTH, C.INSURANCE_CODE, C.PHONE, C.EMAIL)
NAME, NUMBER = "Nguyễn Văn Mẫu", "001090123456"
TODAY = date(2026, 11, 20)
