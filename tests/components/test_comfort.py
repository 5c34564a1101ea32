"""Comfort: asked after the language, shown at once, kept for the profile or the device, and heeding the system."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import flet as ft
import pytest

from app.shell.device import DeviceSettings
from screens import routes
from screens.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette, dress
from services.models.comfort import TEXT_SIZES, Comfort, Contrast
from tests.components.world import Visit, World

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


def worn(page: ft.Page) -> tuple[str, float]:
    """Return the page's colour and its text size, in its theme."""
    dark = page.theme_mode is ft.ThemeMode.DARK
    theme: Any = page.dark_theme if dark else page.theme
    return theme.color_scheme.surface, theme.text_theme.body_large.size


async def opens_comfort(visit: Visit) -> None:
    await visit.open(routes.COMFORT)
    await visit.at(visit.t("Display and voice"))


@BOTH
async def test_it_is_asked_once_after_the_language(world: World, language: str) -> None:
    async with Visit(world.house, language) as visit:
        await visit.opens(chosen=False)
        await visit.arrives()
    assert DeviceSettings(world.house.settings.home).comfort() == Comfort()
    async with Visit(world.house, language) as visit:
        await visit.opens()
        await visit.at(visit.t("Hello, {name}", name="Amina"))


async def test_larger_text_and_another_contrast_are_seen_at_once(world: World) -> None:
    async with Visit(world.house, "fr") as visit:
        await visit.opens()
        await opens_comfort(visit)
        assert worn(visit.page) == (LIGHT.paper, 18)
        for size in TEXT_SIZES[1:]:
            await visit.press(visit.t("Larger"))
            assert visit.shows(visit.t.percent(size))
            assert worn(visit.page)[1] == 18 * size / 100
        await visit.press(visit.t("Larger"))
        assert visit.shows(visit.t.percent(300)), "the end of the scale is its end"
        await visit.choose(Contrast.HIGH_DARK)
        await visit.until(lambda: worn(visit.page) == (HIGH_DARK.paper, 54))


async def test_what_a_profile_chose_is_its_own(world: World) -> None:
    async with Visit(world.house, "fr") as visit:
        await visit.opens(chosen=False)
        await visit.arrives()
        await opens_comfort(visit)
        await visit.press(visit.t("Larger"))
        await visit.until(lambda: worn(visit.page)[1] == 18 * 1.25)
        await visit.window.actions.preferences.choose_language("ar")
        first, other = world.house.profiles.profiles()[0], world.house.profiles.create("Brahim")
        await world.house.open_profile(other.id)
        await visit.window.actions.preferences.change_comfort(Comfort(text_size=200, language="fr"))
        await visit.until(lambda: worn(visit.page)[1] == 36)
        await world.house.open_profile(first.id)
        await visit.until(lambda: (visit.window.ui.language, worn(visit.page)[1]) == ("ar", 18 * 1.25))


async def test_the_screens_before_a_profile_look_as_the_last_one_did(world: World) -> None:
    async with Visit(world.house, "fr") as visit:
        await visit.opens(chosen=False)
        await visit.arrives()
        await visit.window.actions.preferences.change_comfort(Comfort(text_size=300))
        await world.house.close_profile()
        assert worn(visit.page)[1] == 54
    assert DeviceSettings(world.house.settings.home).comfort() == Comfort(text_size=300)


@pytest.mark.parametrize(
    ("contrast", "forced", "light", "dark", "mode"),
    [
        (Contrast.SYSTEM, False, LIGHT, DARK, ft.ThemeMode.SYSTEM),
        (Contrast.SYSTEM, True, HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.SYSTEM),
        (Contrast.LIGHT, True, LIGHT, DARK, ft.ThemeMode.LIGHT),
        (Contrast.DARK, False, LIGHT, DARK, ft.ThemeMode.DARK),
        (Contrast.HIGH_LIGHT, False, HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.LIGHT),
        (Contrast.HIGH_DARK, False, HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.DARK),
    ],
)
def test_the_system_is_heeded_where_the_person_leaves_it_to_it(
    contrast: Contrast, forced: bool, light: Palette, dark: Palette, mode: ft.ThemeMode
) -> None:
    worn = dress(Comfort(contrast=contrast), forced=forced)
    schemes = [theme.color_scheme for theme in (worn.light, worn.dark)]
    assert [scheme.surface for scheme in schemes if scheme] == [light.paper, dark.paper]
    assert worn.mode is mode


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_every_style_of_text_grows_and_has_the_line_height_of_reading(scale: float) -> None:
    theme = dress(Comfort(text_size=int(100 * scale)), forced=False).light.text_theme
    assert theme is not None
    given = {field.name: getattr(theme, field.name) for field in fields(theme)}
    styles = {name: style for name, style in given.items() if isinstance(style, ft.TextStyle)}
    assert len(styles) == 15
    assert {style.height for style in styles.values()} == {1.5}
    assert min(style.size or 0 for style in styles.values()) == 16 * scale


def test_targets_keep_their_height_on_a_desktop() -> None:
    assert dress(Comfort(), forced=False).light.visual_density is ft.VisualDensity.STANDARD


async def test_what_moves_stands_still_where_that_is_wanted(world: World) -> None:
    async with Visit(world.house, "fr") as visit:
        await visit.opens()
        assert not visit.window.ui.still
        await visit.window.actions.preferences.change_comfort(Comfort(reduced_motion=True))
        assert visit.window.ui.still


async def test_the_system_is_asked_what_the_person_told_it(world: World) -> None:
    async with Visit(world.house, "fr") as visit:
        visit.client.answers["get_accessibility_features"] = lambda _: {
            "accessible_navigation": False,
            "bold_text": False,
            "disable_animations": False,
            "high_contrast": True,
            "invert_colors": False,
            "reduce_motion": True,
            "on_off_switch_labels": False,
            "supports_announcements": True,
        }
        await visit.opens()
        await visit.until(lambda: visit.window.ui.still)
        scheme = visit.page.theme.color_scheme if visit.page.theme else None
        assert scheme is not None
        assert scheme.surface == HIGH_LIGHT.paper
