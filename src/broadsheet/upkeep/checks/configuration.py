"""broadsheet.toml and the environment, beyond what opening the paper already refuses."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.paper import Paper
from broadsheet.paper_file import unknown_variables
from broadsheet.upkeep.checks.finding import Finding, advice, problem
from broadsheet.upkeep.founding import LOCAL_HOSTS


def look(paper: Paper) -> Iterator[Finding]:
    """Keys that contradict each other or the world."""
    for variable in unknown_variables(paper.environ):
        yield advice(
            f"The environment variable {variable} is not known",
            "it changes nothing, though somebody meant it to",
            "correct its name, or unset it; docs/reference/settings.md lists them all",
        )
    yield from _address(paper)
    yield from _mail(paper)


def _address(paper: Paper) -> Iterator[Finding]:
    local = paper.host in LOCAL_HOSTS
    if not local and not paper.is_tls:
        yield advice(
            f"The address {paper.address} is not encrypted",
            "passwords and drafts can be read on the way",
            "put a web server with a certificate in front and write https:// in [paper] address",
        )
    if local and paper.server.host not in LOCAL_HOSTS:
        yield problem(
            f"[server] host is {paper.server.host}, but [paper] address is {paper.address}",
            "other machines can connect, and are then refused because they ask for another host name",
            "write the name they use in [paper] address, or set host to 127.0.0.1",
        )
    if paper.is_tls and not paper.server.trusted_proxies:
        yield problem(
            "[paper] address is https, but [server] trusted_proxies is empty",
            "Broadsheet cannot know that a request came encrypted, and sends readers round in circles",
            "name the web server in front in trusted_proxies",
        )


def _mail(paper: Paper) -> Iterator[Finding]:
    mail = paper.keys.mail
    if not mail.host:
        yield advice(
            "No SMTP server is named",
            f"mail (new passwords, readers' messages) is only written to {paper.mail_folder}",
            "name one under [mail] host",
        )
    elif mail.tls == "none" and mail.password:
        yield advice(
            "[mail] tls is none",
            "the mail password crosses the network in the clear",
            "set tls to starttls or tls",
        )
    if mail.host and not mail.from_address and paper.host in LOCAL_HOSTS:
        yield problem(
            f"Mail would be sent from {paper.from_address}",
            "mail servers refuse such a sender",
            "set [mail] from_address",
        )
