"""Templates are compiled with the words of a language in them; what varies still varies."""

import pytest
from django.utils.translation import override

from coworking.templating.constants import FoldConstants
from coworking.templating.environment import active_environment


def made(source: str, language: str = "en", **values) -> str:
    with override(language):
        return active_environment().from_string(source).render(values)


@pytest.mark.parametrize(("language", "text"), [("en", "Filters"), ("fr", "Filtres")])
def test_a_text_is_in_the_language(language, text):
    assert (
        made('<b title="{{ _("Filters") }}">{{ _("Filters") }}</b>', language)
        == f'<b title="{text}">{text}</b>'
    )


def test_words_around_variables_are_translated_and_the_variables_are_escaped():
    source = "{% trans date=when|upper %}known {{ date }}{% endtrans %}"
    assert made(source, when="<mai>") == "known &lt;MAI&gt;"
    assert "&lt;MAI&gt;" in made(source, "fr", when="<mai>")
    assert made(source, "fr", when="mai") != made(source, "en", when="mai")


def test_a_percent_sign_stays_one():
    assert made("{% trans %}100% of {{ place }}{% endtrans %}", place="Mons") == "100% of Mons"


def test_plurals_and_calls_with_variables_are_worked_out_each_time():
    source = (
        "{% trans count=n %}{{ count }} price known.{% pluralize %}{{ count }} prices known.{% endtrans %}"
    )
    assert [made(source, n=n) for n in (1, 2)] == ["1 price known.", "2 prices known."]
    assert made('{{ url("space", slug) }}', slug="a") != made('{{ url("space", slug) }}', slug="b")


def test_addresses_are_those_of_the_language():
    assert made('{{ url("home") }}') == "/en/"
    assert made('{{ url("home") }}', "fr") == "/fr/"


def test_a_function_is_called_with_constants_only_when_a_template_is_compiled():
    asked = []

    def star(name):
        asked.append(name)
        return f"<{name}>"

    with override("en"):
        environment = active_environment()
        tree = environment.parse('{% for n in (1, 2, 3) %}{{ star("x") }}{{ star(n) }}{% endfor %}')
        tree = FoldConstants({"star": star}, str).visit(tree).set_environment(environment)
        template = environment.from_string(tree, globals={"star": star})
    assert asked == ["x"]
    assert template.render() == "".join(f"&lt;x&gt;&lt;{n}&gt;" for n in (1, 2, 3))
    assert asked == ["x", 1, 2, 3]
