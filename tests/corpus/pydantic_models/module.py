import pydantic

from hamilton.function_modifiers import check_output
from hamilton.plugins import h_pydantic


class Order(pydantic.BaseModel):
    item: str
    amount: int


@h_pydantic.check_output(importance="fail")
def order(item: str, amount: int) -> Order:
    return Order.model_construct(item=item, amount=amount)


@check_output(model=Order, importance="fail")
def raw_order(order: Order) -> dict:
    return order.model_dump()


@check_output(model=Order, importance="fail")
def broken(item: str) -> dict:
    return {"item": item, "amount": "many"}
