"""The camera of the phone, within the app: the picture goes into memory and nowhere else.

Only where Flet's camera exists (Android, iOS); written from its documentation, not yet run on a device.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft
import flet_camera as fc

from i18n import Words
from screens.components import button, text
from screens.components.waiting import Waiting
from screens.context import use_value

HEIGHT = 420


@ft.component
def CameraView(
    on_picture: Callable[[bytes], Awaitable[None]], on_cancel: Callable[[], None], t: Words
) -> ft.Control:
    """Show what the camera sees; `on_picture` gets the picture as JPEG."""
    camera: ft.MutableRef[fc.Camera] = ft.use_ref(lambda: fc.Camera(height=HEIGHT))
    ready, set_ready = use_value(False)
    found, set_found = use_value(True)

    async def start() -> None:
        cameras = await camera.current.get_available_cameras()
        if not cameras:
            set_found(False)
            return
        back = [item for item in cameras if item.lens_direction is fc.CameraLensDirection.BACK]
        await camera.current.initialize(
            (back or cameras)[0], fc.ResolutionPreset.VERY_HIGH, enable_audio=False
        )
        set_ready(True)

    ft.use_effect(start, [])

    async def shoot(_: ft.ControlEvent) -> None:
        await on_picture(await camera.current.take_picture())

    if not found:
        return ft.Column(
            [
                text.body(t("No camera was found. Choose a file instead.")),
                button.secondary(t("Cancel"), lambda _: on_cancel()),
            ]
        )
    return ft.Column(
        [
            text.body(t("Lay the paper flat, in good light. Hold the phone above it.")),
            ft.Semantics(label=t("What the camera sees"), image=True, container=True, content=camera.current),
            button.secondary(t("Take the picture"), shoot, icon=ft.Icons.PHOTO_CAMERA_OUTLINED)
            if ready
            else Waiting(t("Opening the camera…")),
            button.secondary(t("Cancel"), lambda _: on_cancel()),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
