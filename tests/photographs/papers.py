"""Papers drawn by code, of the demo citizen or of nobody: what lies on the table in the test photographs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

_FONTS = Path(__file__).parents[2] / "assets" / "fonts"
PIXELS_PER_MM = 4.8
"""About what a phone's picture of an A4 page has once it is 1600 pixels long."""

_SENTENCES = {
    "fr": (
        "Madame, Monsieur, nous avons bien reçu votre demande de remboursement.",
        "Les pièces jointes à votre dossier ont été étudiées par nos services.",
        "Il manque une copie lisible de la feuille de soins du mois de mars.",
        "Vous pouvez la déposer à l'agence ou la transmettre depuis chez vous.",
        "Le délai de réponse est de soixante jours à compter de la réception.",
        "En cas de refus, vous pouvez saisir la commission locale de recours.",
        "Cette lettre ne vaut pas accord de prise en charge du transport.",
        "Gardez ce document, il pourra vous être demandé lors du contrôle.",
    ),
    "ar": (
        "نعلمكم أننا استلمنا طلبكم الخاص بتعويض مصاريف العلاج.",
        "تمت دراسة الوثائق المرفقة بملفكم من طرف مصالحنا المختصة.",
        "تنقص نسخة واضحة من ورقة العلاج الخاصة بشهر مارس الماضي.",
        "يمكنكم إيداعها لدى الوكالة أو إرسالها من منزلكم مباشرة.",
        "أجل الرد هو ستون يوما ابتداء من تاريخ استلام الملف كاملا.",
        "في حالة الرفض يمكنكم تقديم طعن أمام اللجنة المحلية المؤهلة.",
        "لا تعتبر هذه الرسالة موافقة على التكفل بمصاريف النقل.",
        "احتفظوا بهذه الوثيقة فقد تطلب منكم أثناء المراقبة الطبية.",
    ),
}
_HEADS = {
    "fr": ("Agence de démonstration", "Objet : votre demande", "Amina Benali", "Le directeur de l'agence"),
    "ar": ("وكالة العرض التجريبي", "الموضوع: طلبكم", "أمينة بن علي", "مدير الوكالة"),
}
_ROWS = {
    "fr": ("Nom", "Prénom", "Date de naissance", "Lieu", "Numéro", "Régime", "Valable jusqu'au", "Posologie"),
    "ar": ("اللقب", "الاسم", "تاريخ الميلاد", "المكان", "الرقم", "النظام", "صالحة إلى غاية", "الجرعة"),
}

_SIZES_MM = {"letter": (210, 297), "prescription": (148, 210), "table": (210, 297), "card": (172, 108)}
"""The card is twice its true size: it is photographed from half as far."""

KINDS = ("letter", "prescription", "table", "card")


@dataclass(frozen=True)
class Type:
    """The font files of a paper, the Latin and the Arabic one."""

    latin: str = "ReadexPro-Regular.ttf"
    arabic: str = "ReadexPro-Regular.ttf"

    def at(self, language: str, size: float) -> ImageFont.FreeTypeFont:
        return _font(self.arabic if language == "ar" else self.latin, round(size))


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    path = Path(name)
    return ImageFont.truetype(path if path.is_absolute() else _FONTS / name, size)


@cache
def paper(kind: str, language: str, seed: int, fonts: Type) -> Image.Image:
    """Draw the face of a paper.

    `kind` is one of KINDS, or `back`, the other side of a letter.
    """
    if kind == "back":
        # Print shows through thin paper, mirrored and very pale.
        front = ImageOps.mirror(paper("letter", language, seed, fonts))
        return Image.blend(Image.new("RGB", front.size, "white"), front, 0.04)
    page = _Page(kind, language, random.Random(seed), fonts)
    getattr(page, kind)()
    return page.image


class _Page:
    def __init__(self, kind: str, language: str, chance: random.Random, fonts: Type) -> None:
        width, height = (round(side * PIXELS_PER_MM) for side in _SIZES_MM[kind])
        self.image = Image.new("RGB", (width, height), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.language, self.chance, self.fonts = language, chance, fonts
        self.margin = round(width * chance.uniform(0.08, 0.12))
        self.y = self.margin
        self.ink = chance.choice(((20, 20, 24), (40, 40, 44), (24, 28, 70)))

    def letter(self) -> None:
        heads = _HEADS[self.language]
        self.line(heads[0], 24, centre=True)
        self.y += 26
        self.line(heads[2], 18, end=True)
        self.y += 40
        self.line(heads[1], 20)
        self.y += 16
        for _ in range(self.chance.randint(3, 5)):
            self.paragraph(self.chance.randint(2, 5), 18)
            self.y += 16
        self.y += 30
        self.line(heads[3], 18, end=True)
        self.scribble()

    def prescription(self) -> None:
        heads = _HEADS[self.language]
        self.line(heads[0], 22)
        self.rule()
        self.line(heads[2], 18)
        self.y += 30
        for number in range(self.chance.randint(4, 7)):
            self.line(f"{number + 1} - {self.sentence()[: self.chance.randint(22, 42)]}", 17)
            self.y += 14
        self.y += 30
        self.scribble()

    def table(self) -> None:
        self.line(_HEADS[self.language][0], 24, centre=True)
        self.y += 20
        width = self.image.width
        for number in range(self.chance.randint(10, 16)):
            self.rule()
            self.line(_ROWS[self.language][number % 8], 17)
            value = f"{self.chance.randint(10**5, 10**9)}"
            self.draw.text((width // 2, self.y - 28), value, fill=self.ink, font=self.fonts.at("fr", 17))
        self.rule()
        self.y += 30
        self.paragraph(3, 16)

    def card(self) -> None:
        width, height = self.image.size
        self.draw.rectangle(
            (0, 0, width, height), fill=self.chance.choice(((214, 232, 218), (226, 226, 238)))
        )
        self.line(_HEADS[self.language][0], 30, centre=True)
        photo = (width // 12, height // 3, width // 12 + width // 4, height - height // 8)
        self.draw.rectangle(photo, fill=(176, 190, 202))
        self.draw.ellipse((photo[0] + 50, photo[1] + 40, photo[2] - 50, photo[3] - 110), fill=(120, 92, 76))
        left = self.language == "fr"
        for label in _ROWS[self.language][:6]:
            x = photo[2] + 40 if left else width - self.margin
            text = f"{label} : {self.chance.randint(10**4, 10**8)}"
            font = self.fonts.at(self.language, 27)
            self.draw.text((x, self.y + 20), text, fill=self.ink, font=font, anchor="la" if left else "ra")
            self.y += 50

    def sentence(self) -> str:
        return self.chance.choice(_SENTENCES[self.language])

    def paragraph(self, lines: int, size: int) -> None:
        font, room = self.fonts.at(self.language, size), self.image.width - 2 * self.margin
        words: list[str] = []
        while lines:
            words += self.sentence().split()
            while lines and font.getlength(" ".join(words)) > room:
                taken = _that_fit(words, font, room)
                lines -= 1
                # A paragraph ends where its text ends, most often before the margin.
                self.line(" ".join(words[: taken if lines else self.chance.randint(1, taken)]), size)
                words = words[taken:]

    def line(self, text: str, size: int, *, centre: bool = False, end: bool = False) -> None:
        font = self.fonts.at(self.language, size)
        width = self.image.width
        right = end != (self.language == "ar")
        x, anchor = (width - self.margin, "ra") if right else (self.margin, "la")
        if centre:
            x, anchor = width // 2, "ma"
        self.draw.text((x, self.y), text, fill=self.ink, font=font, anchor=anchor)
        self.y += round(size * 1.65)

    def rule(self) -> None:
        self.draw.line((self.margin, self.y, self.image.width - self.margin, self.y), fill=self.ink, width=2)
        self.y += 8

    def scribble(self) -> None:
        """Draw a signature that is nobody's."""
        x = self.image.width // 2 + self.chance.randint(0, self.image.width // 5)
        points = [(x + 14 * step, self.y + self.chance.randint(0, 70)) for step in range(9)]
        self.draw.line(points, fill=(30, 40, 120), width=3, joint="curve")


def _that_fit(words: Sequence[str], font: ImageFont.FreeTypeFont, room: int) -> int:
    count = 1
    while count < len(words) and font.getlength(" ".join(words[: count + 1])) <= room:
        count += 1
    return count
