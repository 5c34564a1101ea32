"""The whole way of a request before the real house and ministry: from the language to the decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ministry.demo import CITIZEN
from screens import routes
from services.models.catalogue import Service, question_in
from tests.components.world import Visit, World
from tests.journeys.papers import pdf, photograph

BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


class Way:
    """What the person does on the way, with the words of the ministry's own catalogue."""

    def __init__(self, visit: Visit, service: Service, folder: Path) -> None:
        self.visit, self.service, self.t = visit, service, visit.t
        self.folder = folder
        visit.client.answers["save_file"] = self._save

    def label(self, question_id: str) -> str:
        question = question_in(self.service.form, question_id)
        assert question is not None
        return self.t.text(question.label)

    def option(self, question_id: str, value: str) -> str:
        question = question_in(self.service.form, question_id)
        assert question is not None
        return self.t.text(next(option.label for option in question.options if option.value == value))

    async def starts(self) -> None:
        await self.visit.presses("Make a request")
        await self.visit.at(self.t("Services"))
        await self.visit.type(self.t("Search"), self.t.text(self.service.name))
        await self.visit.until(lambda: self.visit.has_button(self.t.text(self.service.name)))
        await self.visit.press(self.t.text(self.service.name))
        await self.visit.at(self.t.text(self.service.name))
        await self.visit.presses("Start this request")

    async def at_group(self, group_id: str) -> None:
        group = next(group for group in self.service.form.groups if group.id == group_id)
        await self.visit.at(self.t.text(group.title))

    async def goes_on(self, group_id: str) -> None:
        await self.visit.press(self.t("Continue"))
        await self.at_group(group_id)

    async def attaches(self, question_id: str, *files: Path) -> None:
        picked = [
            {"id": n, "name": file.name, "size": file.stat().st_size, "path": str(file)}
            for n, file in enumerate(files)
        ]
        self.visit.client.answers["pick_files"] = lambda _: picked
        await self.visit.press(self.t("Choose a file: {paper}", paper=self.label(question_id)))
        for file in files:
            await self.visit.sees(file.name)

    async def saves(self, button: str) -> bytes:
        await self.visit.until(lambda: self.visit.has_button(button))
        await self.visit.press(button)
        await self.visit.until(self._saved)
        data = self._saved()[0].read_bytes()
        self._saved()[0].unlink()
        return data

    def _saved(self) -> list[Path]:
        return [*self.folder.glob("Qarib-*.pdf")]

    def _save(self, arguments: dict[str, Any]) -> str:
        """Name the file as the person does; the app writes it."""
        return str(self.folder / arguments["file_name"])


@BOTH
async def test_from_the_language_to_the_decision(world: World, language: str, tmp_path: Path) -> None:
    async with Visit(world.house, language) as visit:
        await visit.opens(chosen=False)
        await visit.arrives()
        await visit.signs_in()
        catalogue = await visit.window.actions.services.load()
        assert catalogue is not None
        service = catalogue.service("jobseeker")
        assert service is not None
        way = Way(visit, service, tmp_path)
        await way.starts()
        await answers(way, tmp_path)
        request_id = await sends(world, way)
        await answers_an_ask(world, way, request_id, tmp_path)
        await writes_with_the_agency(world, way, request_id)
        await reads_the_decision(world, way, request_id)
    papers = [paper.question_id for paper in world.desk.open(request_id).papers]
    assert sorted(papers) == ["identity_card", "identity_card", "identity_card", "residence_certificate"]


async def answers(way: Way, folder: Path) -> None:
    visit = way.visit
    await way.at_group("skills")
    await visit.press(way.t("Continue"))
    count = way.t.n("{count} answer needs another look", "{count} answers need another look", 3)
    assert visit.shows(count)
    await visit.choose("vocational")
    await visit.type(way.label("occupation"), "Couturière à façon")
    await visit.type(way.label("experience_years"), "7")
    await way.goes_on("disability")
    assert not visit.shows(way.label("adaptations"))
    await visit.choose("yes")
    assert visit.shows(way.label("adaptations"))
    await visit.choose("wilaya")
    await way.goes_on("citizen")
    assert visit.field(way.label("nin")).value == CITIZEN.nin, "what the ministry knows is asked again"
    await way.goes_on("contact")
    await visit.type(way.label("address"), "7 chemin des Figuiers")
    await way.goes_on("papers")
    await way.attaches("identity_card", photograph(folder / "recto.jpg"), photograph(folder / "verso.jpg"))
    await way.attaches("residence_certificate", pdf(folder / "residence.pdf"))
    await visit.press(way.t("Continue"))
    await visit.at(way.t("Check and send"))


async def sends(world: World, way: Way) -> str:
    visit = way.visit
    assert visit.shows("Couturière à façon")
    assert visit.shows(way.option("level", "vocational"))
    assert visit.shows("recto.jpg")
    await visit.sends()
    await visit.sees(way.t("Your request has arrived. Its reference:"))
    await visit.open(routes.REQUESTS)
    await visit.sees(way.t("Received by the agency"))
    assert not visit.shows(way.t("Draft, not sent"))
    await visit.press(way.t.text(way.service.name))
    await visit.at(way.t.text(way.service.name))
    request_id = visit.page.route.rsplit("/", 1)[-1]
    world.ministry.letters.make_receipt(request_id)
    assert (await way.saves(way.t("Save the receipt (PDF)"))).startswith(b"%PDF-")
    await visit.sees(way.t("The receipt is saved."))
    return request_id


async def answers_an_ask(world: World, way: Way, request_id: str, folder: Path) -> None:
    visit = way.visit
    world.desk.review(request_id)
    world.desk.ask(request_id, "identity_card", "La photographie est coupée.")
    visit.window.profile.poller.now()
    await visit.sees(way.t("A paper is asked of you"))
    assert visit.shows("La photographie est coupée.")
    await visit.press(way.t("Send this paper"))
    await visit.at(way.t("Send a paper"))
    await visit.presses("Send this paper")
    assert visit.shows(way.t("Add the paper first: a photo or a PDF file."))
    await way.attaches("identity_card", photograph(folder / "encore.jpg"))
    await visit.type(way.t("A few words for the agency"), "La voici entière.")
    await visit.press(way.t("Back"))
    await visit.presses("Send this paper")
    await visit.sees("encore.jpg")
    assert visit.field(way.t("A few words for the agency")).value == "La voici entière."
    await visit.press(way.t("Send this paper"))
    await visit.sees(way.t("Your answer was sent."))
    await visit.until(lambda: any(ask.answered_at for ask in world.desk.open(request_id).asks))
    await visit.until(lambda: not visit.shows(way.t("A paper is asked of you")))


async def writes_with_the_agency(world: World, way: Way, request_id: str) -> None:
    visit = way.visit
    world.desk.message(request_id, "Nous lisons votre demande.")
    visit.window.profile.poller.now()
    await visit.until(
        lambda: visit.has_button(
            way.t.n(
                "Messages about this request ({count} new)", "Messages about this request ({count} new)", 1
            )
        )
    )
    await visit.press(way.t("Messages about this request"))
    await visit.at(way.t("Messages about this request"))
    await visit.sees("Nous lisons votre demande.")
    await visit.type(way.t("Your message"), "Merci de votre réponse.")
    await visit.press(way.t("Back"))
    await visit.presses("Messages about this request")
    await visit.until(lambda: visit._field(way.t("Your message")))
    assert visit.field(way.t("Your message")).value == "Merci de votre réponse.", "kept while it is written"
    await visit.press(way.t("Send the message"))
    await visit.sees("Merci de votre réponse.")
    assert visit.field(way.t("Your message")).value == ""
    await visit.until(
        lambda: any(each.text == "Merci de votre réponse." for each in world.desk.open(request_id).messages)
    )


async def reads_the_decision(world: World, way: Way, request_id: str) -> None:
    visit = way.visit
    world.desk.decide(request_id, "refused", "Il manque deux années.")
    await visit.open(routes.request(request_id))
    visit.window.profile.poller.now()
    await visit.sees(way.t("Decided: refused"))
    await visit.press(way.t("Read the decision"))
    await visit.at(way.t("Decision"))
    await visit.sees("Il manque deux années.")
    assert visit.shows(way.t("If you do not agree")) == bool(way.service.appeals)
    saved = await way.saves(way.t("Save: {paper} ({size})", paper="|", size="|").split("|")[0])
    assert saved.startswith(b"%PDF-")
    await visit.open(routes.HOME)
    running = way.t("Last safe day to appeal: {date}", date="|").split("|")[0]
    await visit.sees(running if way.service.appeals else way.t("Nothing waits for you."))
