"""A collection as its readers see it: only what each may read, in a fixed number of statements."""

from bs4 import BeautifulSoup

from club import clock


def titles(answer):
    return [one.get_text(strip=True) for one in BeautifulSoup(answer.text, "lxml").select("main h3 a")]


def test_a_step_that_may_not_be_read_is_told_without_a_name(make, sign_in):
    editor, author = make.partner(), make.member()
    seen = make.resource(editor, "Le guide ouvert")
    draft = make.resource(editor, "Le brouillon secret", published=False)
    hidden = make.resource(editor, "La note masquée", hidden_at=clock.now())
    collection = make.collection(author, draft, seen, hidden)
    page = f"/parcours/{collection.id}-parcours"
    for reader in (author, make.member()):
        answer = sign_in(reader).get(page)
        assert titles(answer) == ["Le guide ouvert"]
        assert answer.text.count("n’est pas disponible pour le moment") == 2
        assert "secret" not in answer.text
        assert "masquée" not in answer.text
        assert "À lire en 1" not in answer.text
        assert "Parcours de 3 étapes" in answer.text
    assert titles(sign_in(editor).get(page)) == ["Le brouillon secret", "Le guide ouvert", "La note masquée"]


def test_a_private_one_is_absent_for_all_but_its_author(make, sign_in):
    author = make.member()
    page = f"/parcours/{make.collection(author, state='private').id}-parcours"
    assert sign_in(author).get(page).status_code == 200
    for other in (make.member(), make.member(role="administrator")):
        assert sign_in(other).get(page).status_code == 404


def test_each_tab_has_its_own_and_pages_follow(make, sign_in):
    author = make.member()
    for number in range(22):
        make.collection(author, title=f"Parcours {number}", state="recommended")
    make.collection(author, title="Le mien", state="private")
    browser = sign_in(author)
    first = browser.get("/parcours/")
    following = BeautifulSoup(first.text, "lxml").select_one("a[rel=next]")["href"]
    assert len({*titles(first), *titles(browser.get(following))}) == 22
    assert "Le mien" in titles(browser.get("/parcours/?onglet=miens"))
    assert sign_in(make.member()).get("/parcours/?onglet=miens").text.count("lc-row__title") == 0


def test_a_page_costs_the_same_with_3_and_30_steps(make, sign_in, queries):
    editor, browser = make.partner(), sign_in(make.member())
    counts = []
    for number in (3, 30):
        collection = make.collection(make.member(), *(make.resource(editor) for _ in range(number)))
        with queries() as seen:
            assert browser.get(f"/parcours/{collection.id}-parcours").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, seen
