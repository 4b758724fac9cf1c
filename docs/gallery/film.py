"""Takes the animated picture of the README, the main job from the sources to a comparison: python docs/gallery/film.py.
It needs no display and no person.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("windows", HERE / "windows.py")
assert _SPEC is not None and _SPEC.loader is not None
windows = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(windows)

SIZE, COLORS = (1360, 850), 160
"""Small, so that letters stay readable where the picture is shown in a page's width."""
SCENE_MS, LAST_MS = 2_200, 3_600


def scenes(scratch: Path) -> list[Path]:
    """Take a picture of each step of the job, and return them in order."""
    taken: list[Path] = []
    studio = windows.Studio(str(scratch))
    studio.application.window.resize(*SIZE)
    studio.do("view.right", "view.fit")

    def take() -> None:
        taken.append(scratch / f"{len(taken)}.png")
        studio.take(str(taken[-1]))

    take()
    studio.do("view.unfold_all", "view.fit")
    take()
    studio.show("expected_loss")
    take()
    studio.show("at_risk")
    take()
    spec = studio.store.state.scenario.config["scaling"]
    studio.application.controllers.scenario.set_config("scaling", type(spec)(spec.kind, "off"))
    studio.wait(lambda: not studio.store.state.is_building, 1_000)
    take()
    studio.application.controllers.frame.put_toast_away()
    studio.do("compare.before")
    studio.wait(lambda: not studio.store.state.compare.is_loading)
    studio.do("compare.run")
    studio.wait(lambda: bool(studio.store.state.compare.values) and studio.store.state.active_run is None, 2_000)
    take()
    studio.application.controllers.compare.select("loyalty")
    studio.do("compare.merge")
    studio.wait(lambda: True, 1_000)
    take()
    studio.leave()
    return taken


def main() -> None:
    """Take the scenes and put them one after the other."""
    app = windows.pictures.make_qt()
    with tempfile.TemporaryDirectory(prefix="dagscope-film-") as scratch:
        frames = []
        for path in scenes(Path(scratch)):
            with Image.open(path) as image:
                frames.append(image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE))
    times = [SCENE_MS] * (len(frames) - 1) + [LAST_MS]
    target = HERE / "main-job.gif"
    frames[0].save(target, save_all=True, append_images=frames[1:], duration=times, loop=0, optimize=True)
    print(f"{target}: {len(frames)} scenes, {target.stat().st_size / 1e6:.1f} MB")
    del app


if __name__ == "__main__":
    main()
