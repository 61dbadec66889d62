"""What a reviewer should have seen before approving: the machine lists it, a person decides."""

from __future__ import annotations

from enum import StrEnum

from desk.views.review.opened import Opened


class Concern(StrEnum):
    """Why approving asks first; keys of the locales under ``review.concern``."""

    MISMATCHED = "mismatched"
    DUPLICATES = "duplicates"
    SAME_KIND = "same_kind"
    EXCEPTION = "exception"
    PHOTOS = "photos"
    UNREADABLE = "unreadable"


def concerns_of(opened: Opened) -> tuple[Concern, ...]:
    """All that speaks against approving without a second look; empty where all is in order."""
    detail, content = opened.detail, opened.content
    if detail is None or content is None:
        return ()
    found = {
        Concern.MISMATCHED: detail.registry == "mismatched",
        Concern.DUPLICATES: bool(detail.duplicates),
        Concern.SAME_KIND: any(each.same_kind for each in detail.duplicates),
        Concern.EXCEPTION: content.verification.outcome == "exception",
        Concern.PHOTOS: opened.photos_failed,
        Concern.UNREADABLE: bool(detail.unreadable_photos),
    }
    return tuple(concern for concern, is_so in found.items() if is_so)
