"""The pages that say how a paper works."""

from broadsheet.fronts.models import Menu, Trust
from broadsheet.fronts.policies import make_policies, missing_policies
from broadsheet.newsroom.models import StandingPage


def test_a_founded_paper_has_its_policies_and_names_them(client, front):
    assert missing_policies() == []
    shown = client.get("/how-we-work/").content.decode()
    trust = Trust.of_the_paper()
    for page in (trust.ethics_policy, trust.ai_policy, trust.diversity_policy):
        assert page.live
        assert f'href="{page.url}"' in shown
        assert client.get(page.url).status_code == 200
    company = Menu.objects.get(location="footer_company")
    assert "how-we-work" in [block.value["page"].slug for block in company.items if block.value["page"]]


def test_made_again_there_is_nothing_to_make(front):
    before = StandingPage.objects.count()
    assert make_policies(front) == []
    assert StandingPage.objects.count() == before


def test_a_paper_that_is_read_gets_drafts(client, front):
    Trust.objects.all().delete()
    StandingPage.objects.get(slug="how-we-work").delete()
    front.refresh_from_db()
    made = make_policies(front, is_live=False)
    assert len(made) == 7
    assert not any(page.live for page in made)
    assert client.get("/how-we-work/").status_code == 404


def test_a_policy_the_paper_has_chosen_is_left_alone(front):
    trust = Trust.of_the_paper()
    about = StandingPage.objects.get(slug="about")
    trust.ethics_policy, trust.ai_policy = about, None
    trust.save()
    StandingPage.objects.get(slug="use-of-ai").delete()
    assert [page.slug for page in make_policies(front)] == ["use-of-ai"]
    assert Trust.of_the_paper().ethics_policy == about
