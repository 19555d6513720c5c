from __future__ import annotations

from datetime import date

import pytest

from stances.sources import Fault, SourceError, parse_feed
from tests.sources.builders import PARAGRAPHS

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Vallendor Gazette</title><link>https://gazette.example/</link><language>en-gb</language>
<item><title>Talks &amp; more talks</title><link>https://gazette.example/1</link>
  <pubDate>Fri, 04 Mar 2022 23:30:00 -0500</pubDate><description>Short.</description>
  <content:encoded><![CDATA[<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1].replace("“", "&ldquo;")}</p>
  <script>track()</script>]]></content:encoded></item>
<item><title>Only a headline</title><link>https://gazette.example/2</link></item>
<item><title>Summary</title><link>javascript:alert(1)</link><description>{PARAGRAPHS[2]}</description></item>
</channel></rss>""".encode()

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry of Ashmere</title>
<entry><title>Statement</title><link href="https://ashmere.example/s"/><published>2022-03-04T10:00:00Z</published>
<updated>2023-01-01T00:00:00Z</updated><content type="text">{PARAGRAPHS[2]}</content></entry>
<entry><title>Undated</title><updated>2023-01-01T00:00:00Z</updated><summary>{PARAGRAPHS[0]}</summary></entry>
</feed>""".encode()


def test_entries_of_an_rss_feed_become_drafts_and_headlines_alone_do_not() -> None:
    first, second = parse_feed(RSS)
    assert first.title == "Talks & more talks"
    assert first.text.split("\n") == list(PARAGRAPHS[:2])
    assert (first.outlet, first.url, first.language) == ("Vallendor Gazette", "https://gazette.example/1", "en")
    assert first.published == date(2022, 3, 5)  # in UTC
    assert (second.text, second.url, second.published) == (PARAGRAPHS[2], "", None)


def test_an_atom_feed_gives_the_day_published_and_not_the_day_updated() -> None:
    statement, undated = parse_feed(ATOM)
    assert (statement.title, statement.text, statement.published) == ("Statement", PARAGRAPHS[2], date(2022, 3, 4))
    assert undated.published is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" ", Fault.EMPTY),
        (b"<html><p>Not a feed</p></html>", Fault.WRONG_TYPE),
        (b"https://gazette.example/feed", Fault.WRONG_TYPE),
        (b"/etc/passwd", Fault.WRONG_TYPE),
        (b'<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>', Fault.NO_TEXT),
        (b'<rss version="2.0"><channel><item><title>Headline</title></item></channel></rss>', Fault.NO_TEXT),
    ],
)
def test_what_is_no_feed_or_has_no_text_is_refused_and_nothing_is_fetched(data: bytes, code: Fault) -> None:
    with pytest.raises(SourceError) as caught:
        parse_feed(data)
    assert caught.value.code is code
