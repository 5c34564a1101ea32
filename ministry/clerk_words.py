"""What the demonstration's clerk says, in the language of the request (French for Kabyle until reviewed)."""

from __future__ import annotations

CUT_OFF = {
    "fr": "La photo est coupée en bas : la date et le cachet ne se lisent pas. Envoyez la page entière.",
    "ar": "الصورة مقطوعة من الأسفل: لا يظهر التاريخ ولا الختم. يرجى إرسال الصفحة كاملة.",
    "en": "The photograph is cut off at the bottom: date and stamp cannot be read. Send the whole page.",
}
GREETING = {
    "fr": "Bonjour. Votre dossier est complet et la décision est prise. La lettre est jointe.",
    "ar": "السلام عليكم. ملفكم كامل وقد صدر القرار. تجدون الرسالة مرفقة.",
    "en": "Hello. Your file is complete and the decision is made. The letter is attached.",
}
READ = {
    "fr": "Nous avons bien lu votre message. Nous le joignons à votre dossier.",
    "ar": "لقد قرأنا رسالتكم وأضفناها إلى ملفكم.",
    "en": "We have read your message and added it to your file.",
}
GRANTED = {
    "fr": "Les documents sont conformes et les conditions sont remplies.",
    "ar": "الوثائق مطابقة والشروط مستوفاة.",
    "en": "The papers are in order and the conditions are met.",
}


def in_language(words: dict[str, str], language: str) -> str:
    return words.get(language, words["fr"])
