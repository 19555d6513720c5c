"""Full-text search: one suite, which follows the suite's own database, SQLite or PostgreSQL."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stances import merging, review, roles, search, search_index
from stances.ingest import remove_articles
from stances.models import ActorAlias, Statement
from tests.factories import ActorFactory, ArticleFactory, StatementFactory, UserFactory

pytestmark = pytest.mark.django_db


def says(words: str, **fields: object) -> Statement:
    """A statement of these words, by nobody in particular unless it is said by whom."""
    blank = {"speaker_name": "", "mention": ""}
    if "actor" not in fields:
        blank |= {"actor": None, "unresolved": "no_speaker"}
    article = ArticleFactory(text=f"“{words}” {ArticleFactory._meta.model.objects.count()}")
    row: Statement = StatementFactory(article=article, text=words, **{**blank, **fields})
    return row


def found(query: str) -> list[Statement]:
    return list(search.matching(Statement.objects.order_by("pk"), query))


@pytest.fixture
def administrator() -> User:
    person: User = UserFactory()
    roles.grant(person, roles.ADMINISTRATORS)
    return User.objects.get(pk=person.pk)


# --- what a query means -------------------------------------------------------------------


def test_a_blank_query_narrows_nothing_and_one_without_a_letter_finds_nothing() -> None:
    row = says("The strait stays open")
    assert found("") == found("  ") == [row]
    for query in ("((", '"', '""', "—", "*", "***", "-", "' OR 1=1 --"[:1], "\0", "%", "_", "😀"):
        assert found(query) == [], query


def test_all_words_are_needed_whatever_their_order_case_and_marks() -> None:
    row = says("The strait stays open, and the harbour too.")
    says("The strait stays closed")
    for query in ("open strait", "STRAIT, open!", "harbour's open"[:7] + " open", "(open) harbour", "strait harbour"):
        assert found(query) == [row], query


def test_words_in_quotation_marks_stay_together() -> None:
    row = says("We build bridges, not walls")
    says("Bridges we build")
    for query in ('"build bridges"', "“build bridges”", "„build bridges“", "«bridges not walls»", '"Build—bridges"'):
        assert found(query) == [row], query
    assert found('"bridges build"') == []


def test_a_quotation_mark_without_its_fellow_is_no_error_and_no_phrase() -> None:
    row = says("Bridges we build")
    assert found('"build bridges') == found('build bridges"') == [row]


def test_a_word_is_a_whole_word_and_a_star_stands_for_any_ending() -> None:
    one, two = says("New sanctions were agreed"), says("They sanction nobody")
    assert found("sanction") == [two]
    assert found("sanction*") == [one, two]
    assert found("agreed sanc*") == [one]
    assert found("anction*") == []


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Nobody trusts Çavuşoğlu here", "cavusoglu"),
        ("Nobody trusts Cavusoglu here", "Çavuşoğlu"),
        ("The road to Łódź is open", "lodz"),
        ("The road to Lodz is open", "Łódź"),
        ("A ferry from Tromsø", "tromso"),
        ("A meeting in Straße nine", "strasse"),
        ("The ﬁrst day", "first"),
        ("The road to Київ is open", "київ"),
        ("The road to Москва is open", "МОСКВА"),
        ("The road to Kiev is open", "Киев"),
        ("The İstanbul talks", "istanbul"),
        ("A cease-fire now", "cease fire"),
        ("A cease fire now", "cease-fire"),
        ("Talks and/or arms", "arms"),
        ("Norland’s fleet", "norland"),
        ("It cost 1e5 in 2022", "2022"),
        ("See example.org/paper for it", "paper"),
    ],
)
def test_diacritics_scripts_and_signs_do_not_matter(written: str, asked: str) -> None:
    row = says(written)
    says("Something else altogether")
    assert found(asked) == [row]


def test_a_speaker_is_found_by_every_name_in_any_script_together_with_words() -> None:
    torrent = ActorFactory(name="Ilva Torrent")
    ActorAlias.objects.create(actor=torrent, text="Торрент")
    hers = says("The strait stays open", actor=torrent)
    other = says("The strait stays closed", actor=torrent)
    says("The strait stays open", actor=ActorFactory(name="Oskar Brandt"))
    for query in ("torrent open", "Торрент open", "ilva strait open", '"Ilva Torrent" open', "torr* open"):
        assert found(query) == [hers], query
    assert found("torrent") == [hers, other]
    assert found("torr") == []


def test_a_speaker_whom_nobody_tracks_is_found_as_the_article_names_them() -> None:
    row = says("The strait stays open", mention="the harbour master", speaker_name="Jón Þórðarson")
    assert found("thordarson") == found("harbour master") == found("jon strait") == [row]


def test_a_phrase_does_not_begin_in_the_words_and_end_in_the_name() -> None:
    says("The strait stays open", speaker_name="Ilva Torrent")
    assert found('"open ilva"') == []
    assert found('"open il*"') == []


def test_a_very_long_query_is_cut_and_a_term_too_many_is_no_error() -> None:
    row = says(" ".join(f"word{n}" for n in range(search.MOST_TERMS)))
    assert found(" ".join(f"word{n}" for n in range(5000))) == [row]


@given(st.text(max_size=60) | st.text(alphabet="\"*():^-+&|!<>\\'%_ ab", max_size=30))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_an_error(query: str) -> None:
    list(search.matching(Statement.objects.all(), query))


def test_it_composes_with_other_filters_and_inside_another_query() -> None:
    kept = says("The strait stays open")
    says("The strait stays open", rejected=True)
    assert list(search.matching(Statement.objects.standing(), "strait").filter(kind="direct")) == [kept]
    inner = search.matching(Statement.objects.standing(), "strait").values("pk")
    assert list(Statement.objects.filter(pk__in=inner)) == [kept]


def test_two_queries_however_many_terms_and_speakers() -> None:
    for n in range(5):
        says("The strait stays open", actor=ActorFactory(name=f"Ilva Torrent {n}"))
    for query in ("strait", "ilva torrent strait open stays the"):
        with CaptureQueriesContext(connection) as seen:
            assert len(found(query)) == 5
        assert len(seen) == 2, query


# --- the index follows the data -----------------------------------------------------------


def test_the_index_follows_new_words_bulk_updates_and_deletes() -> None:
    row = says("The strait stays open")
    Statement.objects.filter(pk=row.pk).update(text="The harbour stays open")
    assert found("strait") == []
    assert found("harbour") == [row]
    row.refresh_from_db()
    row.speaker_name = "Jón Þórðarson"
    row.save()
    assert found("thordarson harbour") == [row]
    copy = Statement.objects.get(pk=row.pk)
    copy.pk, copy.found_start = None, row.found_start + 1
    copy.text = "The lighthouse stays open"
    Statement.objects.bulk_create([copy])
    assert [one.text for one in found("lighthouse")] == ["The lighthouse stays open"]
    remove_articles([row.article_id])
    assert found("open") == []


def test_the_index_follows_a_correction_of_the_span(administrator: User) -> None:
    article = ArticleFactory(text="“The strait stays open for ever,” she said.")
    row = StatementFactory(article=article, text="The strait stays open for ever,")
    review.set_span(
        statement=row,
        start=row.start,
        end=row.start + len("The strait stays open"),
        person=administrator,
        reason="Less.",
    )
    assert found('"stays open"') == [Statement.objects.get(pk=row.pk)]
    assert found("ever") == []


def test_names_and_merges_count_at_once(administrator: User) -> None:
    keep, other = ActorFactory(name="Ilva Torrent"), ActorFactory(name="Ilwa Torent")
    row = says("The strait stays open", actor=other)
    assert found("torrent") == []
    merging.merge_actors(keep=keep, other=other, person=administrator, reason="One person.")
    assert found("torrent") == found("torent") == [row]
    ActorAlias.objects.filter(text="Ilwa Torent").delete()
    assert found("torent") == []


def test_the_index_is_made_anew_where_it_is_missing_and_holds_what_was_there() -> None:
    row = says("The strait stays open")
    connection.check_constraints()  # PostgreSQL alters no table whose constraints are still to be checked
    search_index.remove(connection)
    assert search_index.ensure(connection)
    assert found("strait") == [row]
    assert not search_index.ensure(connection)
    row.text = "The harbour stays open"
    row.save()
    assert found("harbour") == [row]


def test_a_lost_trigger_is_noticed_by_the_next_migrate() -> None:
    """SQLite drops the triggers of a table that a migration rebuilds."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the column with the table")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {search_index.INDEX}_added")
    row = says("The strait stays open")
    assert found("strait") == []
    search_index.ensure_after_migrate(using="default")
    assert found("strait") == [row]


def test_two_spellings_of_one_letter_make_one_term() -> None:
    (term,) = search.terms("STRASSE")
    assert term.spellings == search.terms("Straße")[0].spellings == (("strasse",),)
    (term,) = search.terms("Путин*")
    assert term.spellings == (("путин",), ("putin",))
    assert term.prefix
