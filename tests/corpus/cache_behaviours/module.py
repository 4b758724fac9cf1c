from hamilton.function_modifiers import cache, dataloader, datasaver

RAN = []


@dataloader()
def table(rows: int) -> tuple[list, dict]:
    RAN.append("table")
    return list(range(rows)), {"rows": rows}


@cache(behavior="ignore")
def connection(url: str) -> object:
    RAN.append("connection")
    return object()


def query(table: list, connection: object) -> list:
    RAN.append("query")
    return [2 * each for each in table]


@cache(behavior="disable")
def noise(query: list) -> int:
    RAN.append("noise")
    return len(query)


def noisy(noise: int, query: list) -> int:
    RAN.append("noisy")
    return noise + sum(query)


@datasaver()
def written(query: list) -> dict:
    RAN.append("written")
    return {"written": len(query)}
