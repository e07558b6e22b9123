"""The document to print: contents, then each resource with its source, its date and its address."""

from bs4 import BeautifulSoup

from club.extensions import db as database
from club.library.models import ResourceLink


def test_the_document_has_its_contents_and_every_resource_that_may_be_read(make, sign_in):
    editor, author = make.partner(make.organisation("Établissement des Deux Vallées")), make.member()
    guide = make.resource(editor, "Le guide des halles")
    draft = make.resource(editor, "Un brouillon", published=False)
    database.session.add(ResourceLink(resource_id=guide.id, url="https://plan.example/x", label="Le plan"))
    collection = make.collection(author, guide, draft)
    address = f"/parcours/{collection.id}-parcours/imprimer"
    page = BeautifulSoup(sign_in(author).get(address).text, "lxml")
    target = page.select_one(".lc-contents a")["href"]
    chapter = page.select_one(target)
    words = chapter.get_text(" ", strip=True)
    own = f"https://club.example/ressources/{guide.id}-ressource"
    for said in ("1. Le guide des halles", "Guide, Établissement des Deux Vallées", "mise à jour", own,
                 "France entière", "À lire en 1", "Texte", "https://plan.example/x"):  # fmt: skip
        assert said in words, said
    assert len(page.select(".lc-chapter")) == 1
    assert "brouillon" not in page.main.get_text()
    assert "n’est pas disponible" in page.main.get_text()
    assert sign_in(author).get(address.replace("-parcours/", "-autre/")).location == address
    assert sign_in(make.member()).get(address).status_code == 200


def test_a_long_document_costs_as_much_as_a_short_one(make, sign_in, queries):
    editor, browser, counts = make.partner(), sign_in(make.member()), []
    for number in (3, 30):
        collection = make.collection(make.member(), *(make.resource(editor) for _ in range(number)))
        with queries() as seen:
            assert browser.get(f"/parcours/{collection.id}-parcours/imprimer").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8, seen
