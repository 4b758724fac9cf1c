from hamilton.function_modifiers import config, load_from, value


@config.when(region="eu")
@load_from.json(path=value("eu.json"))
def prices__eu(table: dict) -> dict:
    return table


@config.when(region="us")
@load_from.json(path=value("us.json"))
def prices__us(table: dict) -> dict:
    return table
