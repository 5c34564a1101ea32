import pytest

from scripts.i18n_extraction import SourceMessage, UnextractableError, extract


def found(source: str) -> list[SourceMessage]:
    return list(extract(source))


def test_every_way_of_speaking_is_found() -> None:
    source = """
words("Plain")
self._words("Of a part")
t("Short")
TABLE = {"a": msg("Lazy")}
words.n("{count} day", "{count} days", days)
words.p("verb", "Open")
words("Joined "
      "literals")
words("Yes" if yes else "No")
"""
    assert {(message.id, message.context) for message in found(source)} == {
        ("Plain", None),
        ("Of a part", None),
        ("Short", None),
        ("Lazy", None),
        (("{count} day", "{count} days"), None),
        ("Open", "verb"),
        ("Joined literals", None),
        ("Yes", None),
        ("No", None),
    }


def test_other_calls_and_variables_are_left_alone() -> None:
    assert (
        found('print("x"); words(message); load_words("ar"); words.date("2026-01-01"); x.n("a", "b", 1)')
        == []
    )


@pytest.mark.parametrize("argument", ['f"Hello {name}"', '"Hello " + name', '"Hello %s" % name'])
def test_a_message_built_at_run_time_is_refused(argument: str) -> None:
    with pytest.raises(UnextractableError, match="line 2"):
        found(f"\nwords({argument})")


def test_translators_comments_go_with_their_message() -> None:
    source = """
# Not for translators.
# Translators: {name} is a person's name,
# as they gave it.
words("Hello, {name}")

# Translators: far away

words(
    # Translators: a button
    "Send",
)
"""
    comments = {message.id: message.comments for message in found(source)}
    assert comments == {
        "Hello, {name}": ["{name} is a person's name, as they gave it."],
        "Send": ["a button"],
    }
