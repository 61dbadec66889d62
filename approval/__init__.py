"""The approval service (dịch vụ duyệt): takes declarations in exactly once, decides, and answers."""
