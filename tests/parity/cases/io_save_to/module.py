from hamilton.function_modifiers import extract_fields, save_to, source, tag, value


@save_to.json(path=source("path"))
def rows(n: int) -> dict:
    return {str(i): i for i in range(n)}


@save_to.pickle(path=value("total.pkl"), output_name_="kept", target_="total")
@extract_fields({"total": int, "count": int})
def summary(rows: dict) -> dict:
    return {"total": sum(rows.values()), "count": len(rows)}


@tag(owner="me")
@save_to.file(path=source("path"), encoding=value("utf-8"), output_name_="note_saved")
def note(count: int) -> str:
    return f"{count} rows"
