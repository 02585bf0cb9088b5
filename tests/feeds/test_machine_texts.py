"""What an editor types into the files only machines read: a fault is named with its line, and nothing is lost."""

import pytest
from django.core.exceptions import ValidationError

from broadsheet.fronts import machine_texts
from broadsheet.fronts.models import Machines

SELLERS = """# sellers
google.com, pub-1234567890, DIRECT, f08c47fec0942fa0
 silverssp.com ,9675,reseller # trailing
redssp.com, 57013, RESELLER; extension
CONTACT=ads@gazette.example
OwnerDomain=gazette.example

"""


def faults(**fields):
    """The faults of one field, as the form tells them."""
    with pytest.raises(ValidationError) as raised:
        Machines(**fields).clean()
    ((name, messages),) = raised.value.message_dict.items()
    assert name in fields
    return messages


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"ads_txt": SELLERS},
        {"app_ads_txt": SELLERS.replace("\n", "\r\n")},
        {
            "trust_txt": "# ours\nmember=https://association.example/\nsocial = https://x.example/gazette\nDataTrainingAllowed=no"
        },
        {"humans_txt": "Ann Archer 🗞️\nمحرّر"},
        {"refused_crawlers": "ExampleBot\n\nAnother_Bot-2.0\n"},
        {"security_contact": "security@gazette.example"},
        {"security_contact": "https://gazette.example/security"},
        {"security_contact": "mailto:security@gazette.example"},
        {"ads_txt": "\ufeffgoogle.com, 1, DIRECT"},
    ],
)
def test_what_is_right_is_taken(fields):
    Machines(**fields).clean()


@pytest.mark.parametrize("name", ["ads_txt", "app_ads_txt"])
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("google.com, pub-1", "three"),
        ("google.com, , DIRECT", "account"),
        ("google.com, pub-1, DIRCT", "DIRCT"),
        ("https://google.com/, pub-1, DIRECT", "https://google.com/"),
        ("google.com pub-1 DIRECT", "google.com pub-1 DIRECT"),
        ("SELLER=somebody", "SELLER=somebody"),
        ("CONTACT=", "CONTACT"),
        ("<script>", "<script>"),
    ],
)
def test_a_seller_that_nobody_could_read_is_named_with_its_line(name, line, told):
    (message,) = faults(**{name: f"# first\n\n{line}\n"})
    assert message.startswith("Line 3: ")
    if told != "three" and told != "account":
        assert told in message


@pytest.mark.parametrize("line", ["friend=https://x.example/", "member", "member=", "datatrainingallowed=maybe"])
def test_an_attribute_of_trust_that_is_none_is_named(line):
    (message,) = faults(trust_txt=f"member=https://a.example/\n{line}")
    assert message.startswith("Line 2: ")


@pytest.mark.parametrize("line", ["*", "User-agent: ExampleBot", "Two Words", "Bot/1.0", "بوت", "#x", "x" * 101])
def test_what_is_not_the_name_of_one_crawler_is_named(line):
    (message,) = faults(refused_crawlers=f"ExampleBot\r\n{line}")
    assert message.startswith("Line 2: ")


@pytest.mark.parametrize(
    "contact", ["nobody", "http://gazette.example/", "https://", "a b@c.example", "javascript:alert(1)"]
)
def test_a_contact_must_be_one(contact):
    assert faults(security_contact=contact)


@pytest.mark.parametrize("name", ["ads_txt", "app_ads_txt", "trust_txt", "humans_txt", "refused_crawlers"])
@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028"])
def test_what_cannot_be_printed_is_named_with_its_line(name, letter):
    first = "ExampleBot" if name == "refused_crawlers" else "#"
    (message,) = faults(**{name: f"{first}\n\n{first}{letter}"})
    assert message.startswith("Line 3: ")


@pytest.mark.parametrize("name", ["ads_txt", "humans_txt", "refused_crawlers"])
def test_what_is_huge_is_refused_at_once(name):
    (message,) = faults(**{name: "x\n" * machine_texts.LONGEST})
    assert "500000" in message


def test_a_text_in_the_wrong_field_names_a_few_faults_only():
    assert len(faults(ads_txt="nothing\n" * 1000)) == machine_texts.MOST_FAULTS


def test_several_fields_are_told_of_at_once():
    with pytest.raises(ValidationError) as raised:
        Machines(ads_txt="nothing", trust_txt="nothing").clean()
    assert set(raised.value.message_dict) == {"ads_txt", "trust_txt"}


def test_lines_are_published_bare():
    assert machine_texts.lines_of("\ufeff\n a \r\n\tb\x07 \n\n") == ["a", "b"]
