"""A report held against a server: what is as it says passes, whatever is not is named."""

from __future__ import annotations

import base64
import json
import threading
from array import array
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from broadsheet.cli import main
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.proof.fingerprints import sketch_of
from broadsheet.ingest.verifying.asking import Answer, Server
from broadsheet.ingest.verifying.checks import check_address, check_picture, check_story
from broadsheet.ingest.verifying.reading import ReportFile
from broadsheet.ingest.verifying.verification import verify

Row = dict[str, Any]
Pages = dict[str, tuple[int, dict[str, str], bytes]]
HTML = {"Content-Type": "text/html"}


def sketch(*words: str) -> str:
    return base64.b64encode(array("I", sketch_of(words)).tobytes()).decode()


def story(**more: Any) -> Row:
    return {
        "kind": "story",
        "key": "7",
        "title": "Tide",
        "outcome": "created",
        "address": "/coast/tide/",
        "access": "open",
        "authors": ["Mara Ellison"],
        "sketch": sketch("salt", "wind"),
        "sketched": 2,
        **more,
    }


def address(**more: Any) -> Row:
    return {"kind": "story", "key": "7", "old": "/2020/tide/", "new": "/coast/tide/", "answer": "redirect", **more}


PICTURE = {"key": "9", "source": "a.jpg", "model": "photo", "address": "/media/images/9.jpg", "reason": ""}
PAGE = b"<header>wind</header><main><h1>Tide</h1><p>By <a>Mara\n <b>Ellison</b></a></p><p>Salt &amp; wind</p></main>"
GOOD: Pages = {
    "/coast/tide/": (200, HTML, PAGE),
    "/2020/tide/": (301, {"Location": "/coast/tide/"}, b""),
    "/media/images/9.jpg": (200, {"Content-Type": "image/jpeg"}, b"\xff\xd8"),
}


@pytest.mark.parametrize(
    ("row", "answer", "wrong"),
    [
        (address(), Answer(301, "/coast/tide/"), ""),
        (address(), Answer(301, "http://paper.example/coast/tide/"), ""),
        (address(new="/küste/"), Answer(301, "/k%C3%BCste/"), ""),
        (address(), Answer(302, "/coast/tide/"), "answers 302"),
        (address(), Answer(404), "answers 404"),
        (address(), Answer(0, "refused"), "does not answer (refused)"),
        (address(), Answer(301, "/elsewhere/"), "leads to /elsewhere/"),
        (address(), Answer(301, "https://other.example/coast/tide/"), "leads to https://other"),
        (address(answer="same"), Answer(200), ""),
        (address(answer="same"), Answer(301, "/x/"), "answers 301"),
        (address(answer="closed", new=""), Answer(404), ""),
        (address(answer="closed", new=""), Answer(200), "should lead nowhere"),
        (address(answer="nowhere", new="", old="/?p=7"), Answer(200), ""),
    ],
)
def test_an_address_must_lead_in_one_step_to_its_place(row: Row, answer: Answer, wrong: str) -> None:
    said = check_address(row, lambda _old: answer, Server("http://paper.example").own_path)
    assert said.startswith(wrong)
    assert bool(said) == bool(wrong)


@pytest.mark.parametrize(
    ("row", "answer", "wrong"),
    [
        (story(), Answer(200, body=PAGE), []),
        (story(), Answer(200, body=PAGE.replace(b"Salt", b"Sand")), ["1 of 2 words"]),
        (story(), Answer(200, body=PAGE.replace(b"<p>Salt &amp; wind</p>", b"")), ["2 of 2 words"]),
        (story(sketched=1), Answer(200, body=PAGE.replace(b"Salt", b"Sand")), []),
        (story(authors=["Jo Vane"]), Answer(200, body=PAGE), ["the byline “Jo Vane”"]),
        (story(), Answer(404), ["/coast/tide/ answers 404"]),
        (story(access="restricted"), Answer(403), []),
        (story(access="restricted"), Answer(200, body=PAGE), ["/coast/tide/ answers 200"]),
        (story(access="closed"), Answer(404), []),
        (story(access="closed"), Answer(200, body=PAGE), ["/coast/tide/ answers 200"]),
        (story(sketch="%%"), Answer(200, body=PAGE), ["the report's words"]),
    ],
)
def test_a_story_must_be_there_with_its_words_and_bylines(row: Row, answer: Answer, wrong: list[str]) -> None:
    found = check_story(row, answer)
    assert len(found) == len(wrong)
    assert all(said.startswith(start) for said, start in zip(found, wrong, strict=True))


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(200, kind="image/webp", body=b"x"), ""),
        (Answer(404), "answers 404"),
        (Answer(200, kind="text/html", body=b"x"), "no picture"),
        (Answer(200, kind="image/webp"), "is empty"),
    ],
)
def test_a_picture_must_be_one(answer: Answer, wrong: str) -> None:
    said = check_picture(PICTURE, answer)
    assert wrong in said
    assert bool(said) == bool(wrong)


@pytest.mark.parametrize(
    "url", ["paper.example", "ftp://paper.example", "http://", "http://a:b", "http://a.example/sub/"]
)
def test_what_is_no_servers_address_is_refused(url: str) -> None:
    with pytest.raises(ImportRefused, match="no address of a server"):
        Server(url)


# Against a server of the test's own


def run(report: Path, url: str) -> int:
    """The command's exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["import", "verify", str(report), "--against", url])
    return int(ended.value.code or 0)


def written(folder: Path, stories: list[Row], addresses: list[Row], pictures: list[Row]) -> Path:
    lists = {"stories": stories, "addresses": addresses, "pictures": pictures, "warnings": []}
    text = '{"format": "broadsheet import report", "version": 1,\n"summary": {}'
    for name, rows in lists.items():
        text += f',\n"{name}": [' + ",".join("\n" + json.dumps(row) for row in rows) + "\n]"
    path = folder / "report.json"
    path.write_text(text + "}\n")
    json.loads(path.read_text())
    return path


Serve = Callable[[Pages], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[ThreadingHTTPServer] = []

    def serving(pages: Pages) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, headers, body = pages.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_paper_that_is_as_its_report_says_passes(
    tmp_path: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    report = written(tmp_path, [story()], [address(), address(old="/gone/", answer="closed", new="")], [PICTURE])
    assert run(report, serve(GOOD)) == 0
    assert "All as the report says" in capsys.readouterr().out
    result = json.loads((tmp_path / "report.verified.json").read_text())
    assert result["checked"] == {"story": 1, "address": 2, "picture": 1}
    assert result["failures"] == []


@pytest.mark.parametrize("broken", list(GOOD))
def test_whatever_breaks_is_found_and_ends_with_1(broken: str, tmp_path: Path, serve: Serve) -> None:
    report = written(tmp_path, [story()], [address()], [PICTURE])
    url = serve({path: answer for path, answer in GOOD.items() if path != broken})
    assert run(report, url) == 1
    assert [
        failure["address"] for failure in json.loads((tmp_path / "report.verified.json").read_text())["failures"]
    ] == [broken]


def test_letters_of_any_script_in_an_address_are_asked_for(tmp_path: Path, serve: Serve) -> None:
    pages: Pages = {
        "/%CE%BD%CE%AD%CE%B1/?a=%C3%A9": (301, {"Location": "/k%C3%BCste/"}, b""),
        "/k%C3%BCste/": (200, HTML, b"x"),
    }
    rows = [address(old="/νέα/?a=é", new="/küste/", kind="topic")]
    outcome = verify(ReportFile(written(tmp_path, [], rows, [])), Server(serve(pages)), lambda *_: None)
    assert outcome.failures == []


def test_a_place_without_a_story_is_asked_for_once(tmp_path: Path, serve: Serve) -> None:
    pages: Pages = {f"/old/{number}/": (301, {"Location": "/topic/sea/"}, b"") for number in range(30)}
    rows = [address(old=old, new="/topic/sea/", kind="topic") for old in pages]
    report = ReportFile(written(tmp_path, [], rows, []))
    outcome = verify(report, Server(serve(pages)), lambda *_: None)
    assert outcome.failed["address"] == 30
    assert "/topic/sea/ answers 404" in outcome.failures[0]["wrong"]


def test_a_sample_looks_all_over_the_list(tmp_path: Path, serve: Serve) -> None:
    pages: Pages = {f"/old/{number}/": (301, {"Location": "/"}, b"") for number in range(100)} | {
        "/": (200, HTML, b"x")
    }
    rows = [address(old=old, new="/") for old in pages if old != "/"]
    outcome = verify(
        ReportFile(written(tmp_path, [story()], rows, [])), Server(serve(pages)), lambda *_: None, sample=10
    )
    assert outcome.checked["address"] == 10
    assert outcome.failed["address"] == 0
    assert outcome.failed["story"] == 1


def test_a_server_that_is_not_there_is_told_for_each(tmp_path: Path, serve: Serve) -> None:
    outcome = verify(
        ReportFile(written(tmp_path, [story()], [address()], [])), Server("http://127.0.0.1:9"), lambda *_: None
    )
    assert outcome.failed == {"story": 1, "address": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: is not a report"),
        ("[]", "line 1: is not a report"),
        ('{"format": "something", "version": 1,\n', "is not a report of an import"),
        ('{"format": "broadsheet import report", "version": 9,\n"summary": {}', "version 9"),
        (
            '{"format": "broadsheet import report", "version": 1,\n"summary": {},\n"stories": [\n{"a": ',
            "is not a report",
        ),
        ('{"format": "broadsheet import report", "version": 1,\n"summary": {},\n', "ends before its stories do"),
        ("[" * 100_000, "is not a report"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(ImportRefused, match=said) as refused:
        list(ReportFile(path).rows("stories"))
    assert "\n" not in str(refused.value)


def test_a_report_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.json", "http://localhost") == 2
    assert capsys.readouterr().err.count("\n") == 1
