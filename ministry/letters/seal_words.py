"""The words of the page that checks a seal."""

from __future__ import annotations

from collections.abc import Mapping

PAGE: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "direction": "ltr",
        "title": "Vérifier un sceau",
        "other": "العربية",
        "other_language": "ar",
        "intro": "Choisissez un document PDF de l’organisme. Cette page dit s’il a été changé.",
        "label": "Document PDF",
        "hint": "5 Mo au plus. Le document n’est pas conservé.",
        "button": "Vérifier",
        "holds": "Le sceau est valable",
        "holds_text": "Ce document vient de l’organisme. Rien n’y a été changé depuis.",
        "broken": "Le sceau n’est pas valable",
        "broken_text": "Ce document a été changé après la pose du sceau. Ne vous y fiez pas. "
        "Demandez l’original à l’organisme.",
        "not_ours": "Aucun sceau de l’organisme",
        "not_ours_text": "Ce fichier ne porte pas le sceau de l’organisme. "
        "Une photo ou une impression d’un document ne le porte pas non plus.",
        "error": "Erreur",
        "nothing": "Choisissez d’abord un document.",
        "too_large": "Ce document est trop grand. La limite est de 5 Mo.",
        "limited": "Il y a eu trop de vérifications. Réessayez plus tard.",
        "busy": "La page est très demandée. Réessayez dans un instant.",
    },
    "ar": {
        "direction": "rtl",
        "title": "التحقق من الختم",
        "other": "Français",
        "other_language": "fr",
        "intro": "يرجى اختيار وثيقة PDF صادرة عن الهيئة. تبيّن هذه الصفحة إن كانت قد تغيرت.",
        "label": "وثيقة PDF",
        "hint": "الحد الأقصى 5 ميغابايت. لا يُحتفظ بالوثيقة.",
        "button": "التحقق",
        "holds": "الختم صحيح",
        "holds_text": "صدرت هذه الوثيقة عن الهيئة. ولم يتغير فيها شيء بعد ختمها.",
        "broken": "الختم غير صحيح",
        "broken_text": "تغيرت هذه الوثيقة بعد ختمها. يرجى عدم الاعتماد عليها، وطلب الأصل من الهيئة.",
        "not_ours": "لا يوجد ختم للهيئة",
        "not_ours_text": "لا يحمل هذا الملف ختم الهيئة. ولا تحمله كذلك صورة الوثيقة أو نسختها المطبوعة.",
        "error": "خطأ",
        "nothing": "يرجى اختيار وثيقة أولًا.",
        "too_large": "هذه الوثيقة كبيرة جدًا. الحد الأقصى 5 ميغابايت.",
        "limited": "تجاوزت عمليات التحقق الحد المسموح. يرجى المحاولة لاحقًا.",
        "busy": "الإقبال على الصفحة كبير. يرجى المحاولة بعد لحظات.",
    },
}
