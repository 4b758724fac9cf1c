from typing import List, Optional


def cleaned(raw: List[Optional[int]]) -> List[int]:
    return [each or 0 for each in raw]
