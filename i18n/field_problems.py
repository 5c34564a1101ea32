"""The words for a wrong answer: how to put it right, with an example. Shown beside its question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from i18n.words import Words, msg
from services.models.catalogue import Question, QuestionType
from services.models.form import FieldProblem

FIELD_PROBLEMS: dict[str, str] = {
    "required": msg("An answer is needed here. Write it."),
    "required_choice": msg("An answer is needed here. Choose one."),
    "required_yes_no": msg("An answer is needed here: yes or no."),
    "paper_required": msg("This paper is needed. Attach it, for example as a photograph."),
    "not_a_number": msg("Write a number with digits only, for example {number}."),
    "not_a_date": msg("This day does not exist. Write for example day {day}, month {month}, year {year}."),
    "date_digits": msg("Write all three in digits, for example {day}, {month}, {year}."),
    "date_incomplete": msg("Fill in all three, for example day {day}, month {month}, year {year}."),
    "year_four_digits": msg("Write the year with four digits, for example {year}."),
    "weekday_differs": msg("Check the date, for example day {day}, month {month}, year {year}."),
    "bad_phone": msg("Write a telephone number of Algeria, for example {phone}."),
    "nin_length": msg("The national number has 18 digits, for example {nin}."),
    "nin_digits": msg("Write this number with digits only, for example {nin}."),
    "nss_length": msg("The social security number has 12 digits, for example {nss}."),
    "nss_digits": msg("Write this number with digits only, for example {nss}."),
    "account_length": msg("Write the account and its key, for example {account}, key {key}."),
    "account_key": msg("Account and key do not match. Check each digit, for example {account}, key {key}."),
    "account_key_missing": msg("The key is missing. Write both, for example {account}, key {key}."),
    "account_key_digits": msg("The key has two digits. Write both, for example {account}, key {key}."),
    "account_two": msg("These are two different accounts. Keep one, for example {account}, key {key}."),
    "not_text": msg("Write the answer in letters, for example a name."),
    "too_many_papers": msg("Too many files. Remove some, for example those that show the same page."),
    "paper_refused": msg("This paper did not arrive whole. Attach it again, for example as a photograph."),
    "not_an_option": msg("Choose one of the answers shown, for example the first one."),
    "too_long": msg("This is too long. Write it shorter, for example in one sentence."),
    "min_length": msg("This is too short. Write all of it, for example without abbreviations."),
    "max_length": msg("This is too long. Write it shorter, for example in one sentence."),
    "pattern": msg("This is not written as expected. Look at the example of the question."),
    "min": msg("This number is too small. Check it, for example its last digit."),
    "max": msg("This number is too large. Check it, for example its last digit."),
    "not_before": msg("This day is too early. Check it, for example the year."),
    "not_after": msg("This day is too late. Check it, for example the year."),
    "device_date": msg("The date of this device cannot be right. Set it, for example in its settings."),
    "pin_digits": msg("Write a PIN with digits only, for example 6 of them."),
    "pin_length": msg("A PIN has 4 to 12 digits. Write for example 6."),
    "pin_guessable": msg("Others try this PIN first. Write another, for example 6 mixed digits."),
    "passphrase_length": msg("Write at least 8 characters, for example three words."),
}

_OTHERWISE = msg("This answer cannot be accepted. Compare it, for example with your papers.")

_WITHOUT_A_RIGHT_ANSWER = frozenset(
    [
        "required",
        "not_text",
        "min_length",
        "pattern",
        "min",
        "max",
        "not_before",
        "not_after",
    ]
)
"""Codes whose message fits every question, and therefore cannot show a right answer by itself."""

_MISSING_PARTS = {
    "day": msg("The day is missing, for example {day}."),
    "month": msg("The month is missing, for example {month}."),
    "year": msg("The year is missing, for example {year}."),
    "wilaya": msg("Choose the wilaya, for example Algiers."),
    "commune": msg("Choose the commune, for example Bab El Oued."),
}


def describe_field(problem: FieldProblem, words: Words, question: Question | None = None) -> str:
    """Say how to put an answer right.

    The form's own message, where its rule has one, says it better than ours.

    With `question`, advice that fits every question is followed by a right answer to this one (WCAG 3.3.3).
    The example numbers belong to nobody: their digits only count up, and the account is one with which the
    rule of the postal key is checked.
    """
    return " ".join([_advice(problem, words, question), *_today(problem, words)])


def _advice(problem: FieldProblem, words: Words, question: Question | None) -> str:
    if problem.message:
        return words.text(problem.message)
    examples = {
        "number": 3,
        "day": "21",
        "month": "11",
        "year": "1985",
        "phone": words.ltr("0550\u00a012\u00a034\u00a056"),
        "nin": words.ltr("123456789012345678"),
        "nss": words.ltr("123456789012"),
        "account": words.ltr("1234567"),
        "key": words.ltr("68"),
    }
    problem = _for_a_choice(problem, question)
    advice = words(_message_of(problem), **examples)
    return " ".join([*_counted(problem, words), advice, *_right_answer(problem, words, question)])


_CHOICES = frozenset({QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.SEVERAL_OF})


def _for_a_choice(problem: FieldProblem, question: Question | None) -> FieldProblem:
    """Choose the advice for a missing answer.

    It is chosen in some questions, written in others.
    """
    if problem.code != "required" or question is None or question.type not in _CHOICES:
        return problem
    yes_no = question.type is QuestionType.YES_NO
    return replace(problem, code="required_yes_no" if yes_no else "required_choice")


def _message_of(problem: FieldProblem) -> str:
    match problem.params:
        case {"missing": [part]} | {"part": str(part)} if part in _MISSING_PARTS:
            return _MISSING_PARTS[part]
    return FIELD_PROBLEMS.get(problem.code, _OTHERWISE)


def _right_answer(problem: FieldProblem, words: Words, question: Question | None) -> Iterator[str]:
    """Return the question's example, where the advice has none.

    The answers of a choice stand below it: none of them is an example.
    """
    if (
        problem.code in _WITHOUT_A_RIGHT_ANSWER
        and "part" not in problem.params
        and question
        and question.example
    ):
        yield f"{words('For example: {example}', example=words.example(question.example))}."


def _today(problem: FieldProblem, words: Words) -> Iterator[str]:
    """Say what the device takes for today, where the answer was compared.

    A clock may have fallen back.
    """
    match problem.params:
        case {"today": str(today)}:
            yield words(
                "This device says that today is {date}. If not, set its date.", date=words.date(today)
            )


def _counted(problem: FieldProblem, words: Words) -> Iterator[str]:
    """Say what was counted in the answer, before the advice.

    A person cannot see that a digit is missing.
    """
    match problem:
        case FieldProblem(code="not_a_number", params={"readings": [first, second]}):
            yield words("This may be {first} or {second}.", first=str(first), second=second)
        case FieldProblem(code="weekday_differs", params={"date": str(day)}):
            yield words("{date} is a {weekday}.", date=words.date(day), weekday=words.weekday(day))
        case FieldProblem(code="nin_length" | "nss_length" | "pin_length", params={"digits": int(digits)}):
            yield words.n("You wrote {count} digit.", "You wrote {count} digits.", digits)
        case FieldProblem(code="too_long", params={"max": int(limit)}):
            yield words.n("{count} character fits here.", "{count} characters fit here.", limit)
        case FieldProblem(code="too_many_papers", params={"max": int(limit)}):
            yield words.n("{count} file fits here.", "{count} files fit here.", limit)
