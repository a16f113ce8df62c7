"""``satisfaction board-pack``: from files to pages, whole or none, the same every time."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markupsafe import escape

from satisfaction.cli.main import ATTENTION, DONE, REFUSED, USAGE, run
from satisfaction.errors import MissingExtraError, UsageError
from satisfaction.workflow import pictures
from satisfaction.workflow.board import run_board_pack
from satisfaction.workflow.board_request import BoardRequest, file_part
from satisfaction.workflow.quarter import run_quarter


def call(folder, *more):
    return run(["board-pack", "--config", str(folder / "satisfaction.toml"), "--quiet", *more])


def cover(text):
    return text.split('id="changed-title"')[1].split('class="chapter"')[0]


def test_the_quarterly_pack_has_its_chapters_and_its_cover(force, tmp_path):
    assert call(force, "--out", str(tmp_path)) == ATTENTION
    text = (tmp_path / "board-pack-2007-08-q3.html").read_text(encoding="utf-8")
    assert "Three things that changed" in cover(text)
    assert "a fall of " in cover(text)
    titles = re.findall(r'class="chapter-title"[^>]*>([^<]*)<', text)
    assert titles == [
        "Headline",
        "Who and where",
        "Why: what is associated with dissatisfaction",
        "Methods: how the figures were made",
    ]
    assert "Quarterly pack" in text
    assert [path.name for path in tmp_path.iterdir()] == ["board-pack-2007-08-q3.html"]


def test_the_monthly_pack_tells_its_month_and_machines_get_json(force, tmp_path, capsys):
    assert call(force, "--edition", "monthly", "--month", "2007-11", "--out", str(tmp_path),
                "--json") == ATTENTION  # fmt: skip
    said = json.loads(capsys.readouterr().out)
    assert said["period"] == "2007-11"
    assert said["attention"][0].startswith("2007-11 stands out low on the control chart")
    (path,) = said["written"]
    assert path.endswith("board-pack-2007-11.html")
    text = (tmp_path / "board-pack-2007-11.html").read_text(encoding="utf-8")
    assert "Monthly pack" in text
    assert "November 2007" in text


def test_all_boroughs_are_made_and_are_external(force, tmp_path):
    assert call(force, "--all-boroughs", "--out", str(tmp_path)) == DONE
    pages = sorted(path.name for path in tmp_path.glob("*.html"))
    assert pages == [f"borough-{b}-2007-08-q3.html" for b in ("east", "north", "south", "west")]
    text = (tmp_path / pages[0]).read_text(encoding="utf-8")
    assert "<dd>publication</dd>" in text
    assert "East beside the whole force" in text
    assert "South" not in text.split('id="settings"')[0].replace("South Wales", "")


def test_a_borough_is_the_same_page_whichever_others_are_made(config_of, half_year, tmp_path):
    one, every = config_of(half_year, tmp_path / "one"), config_of(half_year, tmp_path / "every")
    run_board_pack(one, BoardRequest(boroughs=("north",)), quiet=True)
    run_board_pack(every, BoardRequest(every_borough=True), quiet=True)
    name = "borough-north-2007-08-q3.html"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "every" / name).read_bytes()
    assert len(list((tmp_path / "one").glob("*.html"))) == 1


def test_the_force_s_external_page_is_made_with_the_boroughs_when_asked_for(
    config_of, force, tmp_path
):
    request = BoardRequest(audience="external", boroughs=("North",), edition="monthly")
    found = run_board_pack(config_of(force, tmp_path), request, quiet=True)
    names = [path.name for path in found.written if path.suffix == ".html"]
    assert names == ["board-pack-2007-12-external.html", "borough-north-2007-12.html"]
    text = (tmp_path / names[0]).read_text(encoding="utf-8")
    assert "For people outside the force" in text


def test_a_pack_made_again_is_the_same_to_the_byte_and_keeps_the_commentary(
    config_of, force, tmp_path
):
    words = tmp_path / "commentary.md"
    words.write_text("## Headline\nSaid **once**.\n", encoding="utf-8")
    packs = []
    for name in ("one", "two"):
        request = BoardRequest(edition="monthly", commentary=words)
        found = run_board_pack(config_of(force, tmp_path / name), request, quiet=True)
        packs.append(found.written[0].read_bytes())
    assert packs[0] == packs[1]
    assert b"<p>Said <strong>once</strong>.</p>" in packs[0]
    assert words.read_text(encoding="utf-8") == "## Headline\nSaid **once**.\n"


def test_a_wrong_heading_stops_the_run_before_anything_is_written(force, tmp_path, capsys):
    words = tmp_path / "words.md"
    words.write_text("## Headlines\nx\n## Wy\ny\n", encoding="utf-8")
    assert call(force, "--commentary", str(words), "--out", str(tmp_path / "out")) == USAGE
    said = capsys.readouterr().err
    assert "Did you mean 'Headline'" in said
    assert "Did you mean 'Why'" in said
    assert not (tmp_path / "out").exists()


def test_a_draft_of_the_commentary_is_written_once(tmp_path, capsys):
    path = tmp_path / "commentary.md"
    assert run(["board-pack", "--draft-commentary", str(path)]) == DONE
    path.write_text(path.read_text(encoding="utf-8") + "\nMine.\n", encoding="utf-8")
    assert run(["board-pack", "--draft-commentary", str(path)]) == USAGE
    assert "is not written over" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8").endswith("Mine.\n")


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["--month", "2007-11"], USAGE, "--month is for --edition monthly"),
        (["--borough", "North", "--all-boroughs"], USAGE, "one is enough"),
        (["--borough", "Nrth"], USAGE, "Did you mean 'North'"),
        (["--edition", "monthly", "--month", "2001-01"], REFUSED, "no interview in 2001-01"),
        (["--edition", "monthly", "--month", "2007/08 Q3"], USAGE, "is not a month"),
        (["--published", "nowhere", "--audience", "external"], USAGE, "no file of an earlier"),
        (["--commentary", "nowhere.md"], USAGE, "There is no commentary 'nowhere.md'"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    force, tmp_path, capsys, more, code, message
):
    assert call(force, *more, "--out", str(tmp_path / "out")) == code
    assert message in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.html"))


def test_the_configuration_is_needed(capsys):
    assert run(["board-pack"]) == USAGE
    assert "--config" in capsys.readouterr().err


def test_a_page_that_fails_leaves_none(config_of, force, tmp_path, monkeypatch):
    from satisfaction.workflow import board

    written = []

    def fails_at_the_third(page, folder):
        written.append(page.name)
        if len(written) == 3:
            raise UsageError("no")
        (folder / page.name).write_text("x", encoding="utf-8")

    monkeypatch.setattr(board, "write_page", fails_at_the_third)
    with pytest.raises(UsageError):
        run_board_pack(
            config_of(force, tmp_path / "out"), BoardRequest(every_borough=True), quiet=True
        )
    assert len(written) == 3
    assert not (tmp_path / "out").exists()


def test_eleven_years_of_quarters_fit_one_pack(make_force, config_of, tmp_path):
    folder = make_force(months=135, each=8)
    found = run_board_pack(config_of(folder, tmp_path), BoardRequest(), quiet=True)
    text = found.written[0].read_text(encoding="utf-8")
    assert len(text) < 6_000_000
    assert "1996/97 Q4" in text
    assert "2007/08 Q3" in text


def test_one_quarter_alone_says_what_it_cannot_tell(make_force, config_of, tmp_path):
    folder = make_force(months=3)
    found = run_board_pack(config_of(folder, tmp_path), BoardRequest(), quiet=True)
    text = found.written[0].read_text(encoding="utf-8")
    assert "No change was tested: there is no earlier period to compare with." in cover(text)
    assert any("No change was tested" in sentence for sentence in found.skipped)


def test_names_of_boroughs_make_plain_file_names():
    assert file_part("Barking and Dagenham") == "barking-and-dagenham"
    assert re.fullmatch(r"king-s-st-ann-[0-9a-f]{6}", file_part("../King's & St. Ann"))
    assert file_part("A b") != file_part("A-b")
    assert len(file_part("long " * 60)) < 60


def test_quarter_prints_the_commentary_of_the_configuration(make_force, config_of, tmp_path):
    folder = make_force(months=6)
    (folder / "commentary.md").write_text("## Cover\nRead this first.\n", encoding="utf-8")
    run_quarter(config_of(folder, tmp_path), run_stamp="x", quiet=True)
    text = (tmp_path / "board-pack-2007-08-q3.html").read_text(encoding="utf-8")
    assert "<p>Read this first.</p>" in cover(text)


@pytest.mark.parametrize(
    "label",
    [
        "</script><img src=x onerror='document.title=1'>",
        "{{ 7*7 }} {% raw %}",
        "شرطة العاصمة " * 12,
        "A very long name of a borough that goes on " * 6,
    ],
)
def test_any_name_of_a_borough_makes_an_inert_page(
    make_force, survey_text, config_of, tmp_path, label
):
    quoted = json.dumps(label.strip(), ensure_ascii=False)
    folder = make_force(months=6, survey=survey_text.replace("1: North", f"1: {quoted}"))
    request = BoardRequest(boroughs=(label.strip(),))
    (path, *_) = run_board_pack(config_of(folder, tmp_path), request, quiet=True).written
    text = path.read_text(encoding="utf-8")
    own = text[: text.index('id="plotly-packed"')]
    assert "<img" not in own
    assert text.count("<script") == text.count("</script>")
    assert escape(label.strip()) in own
    assert path.parent == tmp_path


def test_a_survey_without_user_groups_makes_every_edition(
    make_force, survey_text, config_of, tmp_path
):
    text = survey_text.replace("user_group", "kind_of_crime")
    config = config_of(make_force(survey=text, months=6), tmp_path)
    for edition in ("quarterly", "monthly"):
        run_board_pack(config, BoardRequest(edition=edition), quiet=True)
    run_board_pack(config, BoardRequest(every_borough=True), quiet=True)
    assert len(list(tmp_path.glob("*.html"))) == 6
    page = (tmp_path / "borough-east-2007-08-q3.html").read_text(encoding="utf-8")
    assert "User groups, beside" not in page


def test_what_was_written_for_the_board_leaves_the_force_only_when_asked_to(
    make_force, config_of, tmp_path
):
    folder = make_force(months=6)
    words = folder / "commentary.md"
    words.write_text("## Cover\nBetween ourselves.\n", encoding="utf-8")
    for given, is_told in ((None, False), (words, True)):
        request = BoardRequest(edition="monthly", audience="external", commentary=given)
        (path, *_) = run_board_pack(config_of(folder, tmp_path), request, quiet=True).written
        text = path.read_text(encoding="utf-8")
        assert ("Between ourselves" in text) == is_told
        assert "Returns: " not in text


def test_images_of_several_pages_have_a_folder_each(half_year, config_of, tmp_path, monkeypatch):
    def write_images(drawn, folder):
        paths = [folder / f"figure-{k}.svg" for k, _ in enumerate(drawn, start=1)]
        for path in paths:
            path.write_text("<svg/>", encoding="utf-8")
        return tuple(paths)

    monkeypatch.setattr(pictures, "write_images", write_images)
    monkeypatch.setattr(pictures, "find_browser", lambda: None)
    request = BoardRequest(boroughs=("North", "East"), images=tmp_path / "images")
    found = run_board_pack(config_of(half_year, tmp_path), request, quiet=True)
    made = [path.relative_to(tmp_path) for path in found.written if path.suffix == ".svg"]
    assert {str(path.parent) for path in made} == {
        f"images/borough-{name}-2007-08-q3" for name in ("north", "east")
    }
    assert all((tmp_path / path).is_file() for path in made)
    assert len(made) == 8


@pytest.mark.parametrize("asked", [{"summary": True}, {"images": Path("images")}])
def test_without_a_browser_it_is_said_before_anything_is_read(
    config_of, force, tmp_path, monkeypatch, asked
):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no-browser"))
    with pytest.raises(MissingExtraError, match="none was found"):
        run_board_pack(config_of(force, tmp_path / "out"), BoardRequest(**asked), quiet=True)
    assert not (tmp_path / "out").exists()
