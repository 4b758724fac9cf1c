"""Keeps the picture last drawn, so that moving it costs a blit, and redraws it in slices.
It must not handle input or know when to move.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from dagscope_app.drawing.geometry import Bounds
from dagscope_app.drawing.scene import Level, ScenePainter, level_of
from dagscope_app.drawing.theme import Theme
from dagscope_app.views.canvas.camera import Camera, fitting

QUICK_MS = 12.0
BAND_ROWS = 125
OVERVIEW = 1400
MOST_DIRTY = 48
# Milliseconds a node and a wire, by level of detail; measured with software raster on two cores.
COSTS = {
    Level.CARD: (0.13, 0.05),
    Level.NAME: (0.04, 0.03),
    Level.BLOCK: (0.004, 0.004),
    Level.GROUP: (0.001, 0.004),
}
HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


@dataclass(frozen=True, slots=True)
class Stage:
    """What a picture is drawn for: the camera, the view's size in screen units and its pixel ratio."""

    camera: Camera
    width: int
    height: int
    ratio: float

    @property
    def pixels(self) -> tuple[int, int]:
        """The picture's size in device pixels."""
        return math.ceil(self.width * self.ratio), math.ceil(self.height * self.ratio)

    @property
    def offset(self) -> tuple[int, int]:
        """The scene's origin in device pixels: whole pixels, so that lines stay crisp and a shift is a copy."""
        step = self.camera.scale * self.ratio
        return round(-self.camera.x * step), round(-self.camera.y * step)

    def transform(self) -> QTransform:
        """Return the transform from scene units to device pixels."""
        step = self.camera.scale * self.ratio
        dx, dy = self.offset
        return QTransform(step, 0, 0, step, dx, dy)

    def scene_rect(self, pixels: QRect) -> Bounds:
        """Return the scene rectangle of a rectangle of device pixels."""
        step = self.camera.scale * self.ratio
        dx, dy = self.offset
        return (
            (pixels.left() - dx) / step,
            (pixels.top() - dy) / step,
            (pixels.left() + pixels.width() - dx) / step,
            (pixels.top() + pixels.height() - dy) / step,
        )


@dataclass(slots=True)
class _Slices:
    """A picture in the making."""

    image: QImage
    stage: Stage
    row: int = 0
    spent_ms: float = 0.0
    has_plates: bool = True


class Frames:
    """The base (everything in its own colours) and the whole picture (with what is lit), for one stage."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scene: ScenePainter | None = None
        self._stage: Stage | None = None
        self._base: QImage | None = None
        self._whole: QImage | None = None
        self._overview: tuple[QImage, Stage] | None = None
        self._pending: _Slices | None = None
        self._small: _Slices | None = None
        self._last_stage: Stage | None = None
        self._shift_ms = 0.0
        self._is_patched = False
        self.last_ms = 0.0

    # ---- what is to be drawn

    def set_scene(self, scene: ScenePainter, theme: Theme) -> None:
        """Set a new scene or theme: nothing kept is right any more, but it is shown until the new picture is ready."""
        self._scene, self._theme = scene, theme
        self._stage = None
        self._pending = None
        self._overview = self._small = None

    def set_lit(self, scene: ScenePainter, dirty: list[QRectF]) -> None:
        """Note what is lit now: what lies in `dirty` (scene rectangles) looks different, at unchanged positions."""
        self._scene = scene
        if self._base is None or self._stage is None or len(dirty) > MOST_DIRTY:
            if dirty:
                self.set_scene(scene, self._theme)
            return
        self._pending = None
        for rect in dirty:
            self._repaint(self._base, self._stage, self._to_pixels(rect))
        if dirty:
            self._overview = self._small = None
        self._compose(self._stage)

    def _to_pixels(self, rect: QRectF) -> QRect:
        assert self._stage is not None
        box = self._stage.transform().mapRect(rect).toAlignedRect()
        return box.intersected(QRect(0, 0, *self._stage.pixels))

    # ---- drawing

    def is_exact(self, stage: Stage) -> bool:
        """Return whether the kept picture is the one for this stage."""
        return self._whole is not None and self._stage == stage

    def is_settled(self, stage: Stage) -> bool:
        """Return whether the kept picture was drawn for this stage in one piece.

        Where a moved picture was patched, a line across the seam may be off by a shade: so it is drawn again at rest.
        """
        return self.is_exact(stage) and not self._is_patched

    def draw(self, painter: QPainter, stage: Stage, *, is_moving: bool) -> bool:
        """Paint the best picture there is within a few milliseconds; False when it should be refined."""
        if self._scene is None:
            return True
        if not self.is_exact(stage):
            if self._is_shift(stage) and self._shift_cost(stage) < QUICK_MS:
                self._shift(stage)
            elif self.estimated_ms(stage) < QUICK_MS * (1 if is_moving else 2 if self._whole is not None else 5):
                self.render(stage)
        if self.is_exact(stage) and self._whole is not None:
            painter.drawImage(QRectF(0, 0, stage.pixels[0] / stage.ratio, stage.pixels[1] / stage.ratio), self._whole)
            return True
        self._draw_approximate(painter, stage)
        return False

    def _draw_approximate(self, painter: QPainter, stage: Stage) -> None:
        if self._overview is not None:
            self._draw_moved(painter, self._overview[0], self._overview[1], stage)
        if self._whole is not None and self._shown_stage is not None:
            self._draw_moved(painter, self._whole, self._shown_stage, stage)

    @property
    def _shown_stage(self) -> Stage | None:
        return self._stage or self._last_stage

    def _draw_moved(self, painter: QPainter, image: QImage, made_for: Stage, stage: Stage) -> None:
        share = stage.camera.scale / made_for.camera.scale
        x = (made_for.camera.x - stage.camera.x) * stage.camera.scale
        y = (made_for.camera.y - stage.camera.y) * stage.camera.scale
        width, height = (
            made_for.pixels[0] / made_for.ratio * share,
            made_for.pixels[1] / made_for.ratio * share,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, share != 1.0)
        if share == 1.0:
            painter.drawImage(
                QPointF(round(x * stage.ratio) / stage.ratio, round(y * stage.ratio) / stage.ratio), image
            )
        else:
            painter.drawImage(QRectF(x, y, width, height), image)

    # ---- making pictures

    def render(self, stage: Stage) -> None:
        """Draw the whole picture for a stage at once, in the bands of `refine`: so both come out alike to the last
        bit.
        """
        slices = _Slices(self._blank(stage), stage)
        self._advance(slices, math.inf)
        self._finish(slices.image, stage)
        self.last_ms = slices.spent_ms

    def refine(self, stage: Stage, budget_ms: float) -> bool:
        """Go on drawing the picture for a stage for about so long; True when it is ready and shown."""
        if self._scene is None or self.is_settled(stage):
            return True
        if self._pending is None or self._pending.stage != stage:
            self._pending = _Slices(self._blank(stage), stage)
        pending = self._pending
        if not self._advance(pending, budget_ms):
            return False
        self._pending = None
        self._finish(pending.image, stage)
        self.last_ms = pending.spent_ms
        return True

    def _advance(self, slices: _Slices, budget_ms: float) -> bool:
        """Draw further bands for about so long; True when the last is done."""
        began = perf_counter()
        width, height = slices.stage.pixels
        rows = max(16, round(BAND_ROWS * slices.stage.ratio))
        elapsed = 0.0
        while slices.row < height and elapsed < budget_ms:
            band = QRect(0, slices.row, width, min(rows, height - slices.row))
            self._repaint(slices.image, slices.stage, band, is_blank=True, has_plates=slices.has_plates)
            slices.row += rows
            elapsed = (perf_counter() - began) * 1000
        slices.spent_ms += elapsed
        return slices.row >= height

    def _finish(self, base: QImage, stage: Stage, *, is_patched: bool = False) -> None:
        self._shift_ms = 0.0
        self._is_patched = is_patched
        self._base, self._stage, self._last_stage = base, stage, stage
        self._compose(stage)

    def _compose(self, stage: Stage) -> None:
        assert self._base is not None and self._scene is not None
        if not self._scene.has_top:
            self._whole = self._base
            return
        self._whole = self._base.copy()
        painter = QPainter(self._whole)
        painter.setRenderHints(HINTS)
        painter.setTransform(stage.transform())
        self._scene.paint_top(painter, stage.scene_rect(QRect(0, 0, *stage.pixels)), stage.camera.scale)
        painter.end()

    def _blank(self, stage: Stage) -> QImage:
        image = QImage(*stage.pixels, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(1.0)
        image.fill(self._theme.color("canvas"))
        return image

    def _repaint(
        self, image: QImage, stage: Stage, pixels: QRect, *, is_blank: bool = False, has_plates: bool = True
    ) -> None:
        if pixels.isEmpty() or self._scene is None:
            return
        painter = QPainter(image)
        painter.setRenderHints(HINTS)
        painter.setClipRect(pixels)
        if not is_blank:
            painter.fillRect(pixels, self._theme.color("canvas"))
        painter.setTransform(stage.transform())
        around = stage.scene_rect(QRect(0, 0, *stage.pixels))
        self._scene.paint_base(
            painter, stage.scene_rect(pixels), stage.camera.scale, around=around, has_plates=has_plates
        )
        painter.end()

    # ---- shifting

    def _is_shift(self, stage: Stage) -> bool:
        old = self._stage
        return (
            old is not None
            and self._base is not None
            and old.camera.scale == stage.camera.scale
            and (old.width, old.height, old.ratio) == (stage.width, stage.height, stage.ratio)
        )

    def estimated_ms(self, stage: Stage) -> float:
        """Return about how long the picture for a stage takes, in milliseconds, from what is in view."""
        if self._scene is None:
            return 0.0
        geometry = self._scene.geometry
        view = stage.camera.view(stage.width, stage.height)
        per_node, per_wire = COSTS[level_of(stage.camera.scale)]
        return 1.0 + per_node * len(geometry.nodes_in(view)) + per_wire * len(geometry.wires_in(view))

    def _shift_cost(self, stage: Stage) -> float:
        assert self._stage is not None
        (ax, ay), (bx, by), (width, height) = self._stage.offset, stage.offset, stage.pixels
        share = min(1.0, abs(bx - ax) / width + abs(by - ay) / height)
        if self._shift_ms > QUICK_MS:  # strips turned out as dear as the whole: blit until the next full picture
            return self._shift_ms
        return self.last_ms * min(1.0, share * 2 + 0.05)

    def _shift(self, stage: Stage) -> None:
        """Copy what stays in view and draw the strips that came into it."""
        assert self._stage is not None and self._base is not None
        began = perf_counter()
        (ax, ay), (bx, by), (width, height) = self._stage.offset, stage.offset, stage.pixels
        dx, dy = bx - ax, by - ay
        image = self._blank(stage)
        painter = QPainter(image)
        painter.drawImage(dx, dy, self._base)
        painter.end()
        strip = QRect(width - -dx, 0, -dx, height) if dx < 0 else QRect(0, 0, dx, height)
        self._repaint(image, stage, strip.intersected(QRect(0, 0, width, height)))
        strip = QRect(0, height - -dy, width, -dy) if dy < 0 else QRect(0, 0, width, dy)
        self._repaint(image, stage, strip.intersected(QRect(0, 0, width, height)))
        self._finish(image, stage, is_patched=True)
        self._shift_ms = (perf_counter() - began) * 1000

    # ---- the rest

    def make_overview(self, budget_ms: float) -> None:
        """Go on drawing the whole scene small for about so long: it fills what a moved picture leaves open."""
        if self._scene is None or self._overview is not None:
            return
        if self._small is None:
            bounds = self._scene.geometry.bounds
            share = (bounds[3] - bounds[1]) / max(1.0, bounds[2] - bounds[0])
            wide, tall = OVERVIEW, max(64, min(OVERVIEW, round(OVERVIEW * share)))
            stage = Stage(fitting(bounds, wide, tall, margin=8.0), wide, tall, 1.0)
            self._small = _Slices(self._blank(stage), stage, has_plates=False)
        if self._advance(self._small, budget_ms):
            self._overview = (self._small.image, self._small.stage)
            self._small = None

    @property
    def has_overview(self) -> bool:
        """Whether the overview of the scene has been drawn."""
        return self._overview is not None

    def forget_picture(self) -> None:
        """Show nothing until the next picture: the old one is in another theme's colours."""
        self._base = self._whole = self._last_stage = None

    def picture(self) -> QImage | None:
        """Return the whole picture last finished, or None."""
        return self._whole
