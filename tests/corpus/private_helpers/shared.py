def rounded_up(number: int) -> int:
    return -(-number // 10) * 10
