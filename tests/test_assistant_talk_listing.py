"""Which documents are about something."""

import pytest
from small_corpus import TEXTS, make_index

from assistant.talk import listing
from assistant.talk.listing import Listing, both, listed, newest_first
from index.filters import Filters
from index.index import Index

MORE = {
    **TEXTS,
    "ships/kowal.txt": "A mayor and her ships\n\nAnna Kowal counted every ship of the harbour twice on Friday.\n",
    "ships/copy.txt": "Again\n\nAnna Kowal counted every ship of the harbour twice on Friday.\n",
    "old.md": "---\ntitle: Old news\ndate: 1999-02\n---\nThe mill burned down and nobody in Brenna slept that night.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("listing"), MORE)


def sources(found: Listing) -> set[str]:
    return {document.source for document in found.documents}


def test_all_documents(index: Index) -> None:
    found = listed(index, "", "en", Filters())
    assert [document.source for document in found.documents] == sorted(MORE)
    assert found.is_whole


@pytest.mark.parametrize(
    ("subject", "language", "about"),
    [
        ("Anna Kowal", "en", {"harbour.txt", "ships/kowal.txt", "ships/copy.txt"}),
        ("kowal", "en", {"harbour.txt", "ships/kowal.txt", "ships/copy.txt"}),
        ("Annie Kowal", "pl", {"harbour.txt", "ships/kowal.txt", "ships/copy.txt"}),
        ("Jan Wilk", "en", {"most.txt"}),
        ("Winston Churchill", "en", set()),
    ],
)
def test_a_name_is_looked_for_in_every_language(
    index: Index, subject: str, language: str, about: set[str]
) -> None:
    assert sources(listed(index, subject, language, Filters())) == about


def test_a_subject_without_a_name_must_come_near(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "NEAR", -1.0)
    assert "ships/kowal.txt" in sources(listed(index, "ships of the harbour", "en", Filters()))
    monkeypatch.setattr(listing, "NEAR", 2.0)
    assert sources(listed(index, "ships of the harbour", "en", Filters())) == set()


def test_filters_narrow_a_list_and_count_what_has_no_date(index: Index) -> None:
    found = listed(index, "", "en", Filters(["en", "pl"], date_from="1990"))
    assert sources(found) == {"old.md", "most.txt"}
    assert found.undated == 3


def test_where_only_the_nearest_passages_were_looked_at_that_is_told(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PASSAGES", 2)
    assert not listed(index, "Anna Kowal", "en", Filters()).is_whole


def test_the_newest_come_first_and_those_without_a_date_not_at_all(index: Index) -> None:
    assert [d.source for d in newest_first(index.documents())] == ["most.txt", "hu/konyvtar.md", "old.md"]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Filters(["pl"]), None, Filters(["pl"])),
        (Filters(["pl"]), Filters(["pl", "en"]), Filters(["pl"])),
        (Filters(["pl"]), Filters(["en"]), None),
        (
            Filters(date_from="2024"),
            Filters(date_from="2023", sources=["a/*"]),
            Filters((), "2024", None, ["a/*"]),
        ),
        (Filters(date_to="2024"), Filters(date_to="2024-05"), Filters(date_to="2024-05")),
        (Filters(date_from="2024"), Filters(date_to="2023"), None),
    ],
)
def test_what_both_filters_match(one: Filters, other: Filters | None, together: Filters | None) -> None:
    assert both(one, other) == together
