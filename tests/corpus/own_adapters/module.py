import adapters  # noqa: F401

from hamilton.function_modifiers import load_from, save_to, source, value


@load_from.lines(path=source("read_from"))
def words(lines: list) -> list:
    return [word for line in lines for word in line.split()]


@save_to.lines(path=source("write_to"), output_name_="words_saved")
def sorted_words(words: list) -> list:
    return sorted(words)
