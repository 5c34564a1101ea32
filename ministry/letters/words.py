"""The fixed words of letters. A person who wrote in Kabyle gets French until Kabyle words are reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

Words = Mapping[str, str]
_ALGERIA = ZoneInfo("Africa/Algiers")

STATE = {
    "ar": "الجمهورية الجزائرية الديمقراطية الشعبية",
    "fr": "République algérienne démocratique et populaire",
}
TITLE = {
    "receipt": {"fr": "Récépissé de votre demande", "ar": "وصل إيداع الطلب", "en": "Receipt of your request"},
    "decision": {"fr": "Lettre de décision", "ar": "رسالة القرار", "en": "Decision letter"},
}
"""The titles of the papers, by kind."""

WORDS: Mapping[str, Words] = {
    "fr": {
        "colon": "\u00a0:",
        "reference": "Référence",
        "person": "Prénom et nom",
        "service": "Demande",
        "received_on": "Date de réception",
        "decided_on": "Date de la décision",
        "received": "Votre demande a bien été reçue.",
        "accepted": "Votre demande est acceptée.",
        "partly_accepted": "Votre demande est acceptée en partie.",
        "refused": "Votre demande est refusée.",
        "reasons": "Motifs",
        "appeals": "Vos recours",
        "law": "Base légale",
        "to_confirm": "À confirmer auprès de l’organisme.",
        "not_answered": "Sans réponse",
        "yes": "Oui",
        "no": "Non",
        "keep": "Gardez ce récépissé. Il montre ce qui a été envoyé, et quand.",
        "seal": "Ce document porte un sceau électronique. Il permet de vérifier que rien n’a été changé.",
        "demo": "Document de démonstration, sans valeur officielle.",
    },
    "ar": {
        "colon": ":",
        "reference": "المرجع",
        "person": "الاسم واللقب",
        "service": "الطلب",
        "received_on": "تاريخ الاستلام",
        "decided_on": "تاريخ القرار",
        "received": "تم استلام طلبكم.",
        "accepted": "تم قبول طلبكم.",
        "partly_accepted": "تم قبول طلبكم جزئيًا.",
        "refused": "تم رفض طلبكم.",
        "reasons": "الأسباب",
        "appeals": "طرق الطعن",
        "law": "الأساس القانوني",
        "to_confirm": "يرجى التأكد من هذه المعلومة لدى الهيئة.",
        "not_answered": "دون إجابة",
        "yes": "نعم",
        "no": "لا",
        "keep": "يرجى الاحتفاظ بهذا الوصل. فهو يبيّن ما أُرسل ومتى.",
        "seal": "تحمل هذه الوثيقة ختمًا إلكترونيًا. ويتيح الختم التحقق من أن محتواها لم يتغير.",
        "demo": "وثيقة تجريبية ليست لها قيمة رسمية.",
    },
    "en": {
        "colon": ":",
        "reference": "Reference",
        "person": "Name",
        "service": "Request",
        "received_on": "Received on",
        "decided_on": "Date of the decision",
        "received": "Your request has been received.",
        "accepted": "Your request is accepted.",
        "partly_accepted": "Your request is accepted in part.",
        "refused": "Your request is refused.",
        "reasons": "Reasons",
        "appeals": "Your rights of appeal",
        "law": "Legal basis",
        "to_confirm": "To be confirmed with the agency.",
        "not_answered": "Not answered",
        "yes": "Yes",
        "no": "No",
        "keep": "Keep this receipt. It shows what was sent and when.",
        "seal": "This document has an electronic seal. It lets anyone check that nothing was changed.",
        "demo": "A document of the demonstration, without official value.",
    },
}

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "en": "January February March April May June July August September October November December",
}
_AT = {"fr": " à ", "ar": " على الساعة ", "en": " at "}


def written_in(language: str) -> str:
    """Return the language that a letter to this person is written in."""
    return language if language in WORDS else "fr"


def said(text: Words, language: str) -> str:
    """Return a text in a language, or in French if missing."""
    return text.get(language) or text["fr"]


def day(value: date, language: str) -> str:
    """Write a day with its month's name, as in Algeria."""
    first = "1er" if language == "fr" and value.day == 1 else str(value.day)
    return f"{first} {_MONTHS[language].split()[value.month - 1]} {value.year}"


def moment(value: datetime, language: str) -> str:
    """Return day and time of an instant in Algiers."""
    there = value.astimezone(_ALGERIA)
    return f"{day(there.date(), language)}{_AT[language]}{there:%H:%M}"
