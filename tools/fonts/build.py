"""Cut the paper's web fonts: from the full families on npm to the few kilobytes a page needs.

    npm install --prefix SRC @fontsource-variable/newsreader @fontsource-variable/libre-franklin \\
        @fontsource-variable/noto-naskh-arabic @fontsource-variable/noto-serif-jp
    python -m venv VENV && VENV/bin/pip install fonttools brotli
    VENV/bin/python tools/fonts/build.py SRC/node_modules/@fontsource-variable \\
        src/broadsheet/reader/static/reader/fonts src/broadsheet/feeds/social_cards/fonts

The serif is rebuilt with a single axis: size decides both cut and weight (16 px = text, regular; 72 px = display,
560), so one small file sets the body and every headline. Kerning is taken from the middle of the axis and its
hair's-breadth pairs are dropped, which saves a third of the file and nobody has seen the difference.
"""

from __future__ import annotations

import re
import shutil
import sys
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset, varLib
from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

LATIN = (
    "U+0020-007E,U+00A0-00A3,U+00A5,U+00A7-00A9,U+00AB,U+00AD-00AE,U+00B0-00B1,U+00B7,U+00BB-00FF,U+0152-0153,"
    "U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2039-203A,U+20AC,U+2122,U+2190,U+2192,U+2212"
)
ITALIC = (
    "U+0020-007E,U+00A0,U+00A3,U+00C9,U+00DF-00E2,U+00E4,U+00E7-00EB,U+00ED-00EF,U+00F1,U+00F3-00F4,U+00F6,U+00F8,"
    "U+00FA,U+00FC,U+2013-2014,U+2018-2019,U+201C-201D,U+2026"
)
LABELS = (
    "U+0020-007E,U+00A0,U+00A3,U+00A7,U+00A9,U+00AB,U+00AD-00AE,U+00B0,U+00B7,U+00BB,U+00BD,U+00BF-00FF,U+2013-2014,"
    "U+2018-2019,U+201C-201D,U+2022,U+2026,U+2039-203A,U+20AC,U+2190,U+2192,U+2212"
)
LATIN_EXT = "U+0100-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0"
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
FIGURES = ["tnum"]
SMALLEST, LARGEST = 16, 72  # CSS pixels, the ends of the size axis
TEXT_WEIGHT, DISPLAY_WEIGHT = 400, 560
JAPANESE_WEIGHT = 480  # one weight for text and headlines
ARABIC_WEIGHT = 600
JIS_LEVEL_1 = {bytes((row, cell)).decode("euc_jp", "ignore") for row in range(0xA1, 0xD0) for cell in range(0xA1, 0xFF)}


def cut(font: TTFont, unicodes: str, features: list[str], out: Path) -> None:
    """Subset ``font`` to ``unicodes`` (CSS unicode-range syntax) and write it as woff2."""
    options = subset.Options(layout_features=features, hinting=False, flavor="woff2", notdef_outline=True)
    options.name_IDs = [0, 1, 2, 4, 6, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(out)
    print(f"{out.stat().st_size:>8,}  {out.name}")


def pinned(path: Path, **axes: float | tuple[float, float]) -> TTFont:
    return instancer.instantiateVariableFont(TTFont(path), axes, inplace=True)


def without_fine_kerning(font: TTFont, threshold: int) -> TTFont:
    """Zero the class and glyph pairs under ``threshold`` font units, so that they compress to nothing."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                thin_pairs(table, threshold)
            else:
                thin_classes(table, threshold)
    return font


def thin_pairs(table, threshold: int) -> None:
    for pair_set in table.PairSet:
        pair_set.PairValueRecord = [p for p in pair_set.PairValueRecord if abs(advance(p.Value1)) >= threshold]


def thin_classes(table, threshold: int) -> None:
    for first in table.Class1Record:
        for second in first.Class2Record:
            if second.Value1 is not None:
                value = advance(second.Value1)
                second.Value1.XAdvance = 0 if abs(value) < threshold else 4 * round(value / 4)


def advance(value) -> int:
    return getattr(value, "XAdvance", 0) or 0


def one_axis(path: Path, work: Path) -> TTFont:
    """A family with opsz and wght axes as one with opsz alone, weight rising with size."""
    middle = pinned(path, opsz=32, wght=480)
    ends = {
        SMALLEST: pinned(path, opsz=SMALLEST, wght=TEXT_WEIGHT),
        LARGEST: pinned(path, opsz=LARGEST, wght=DISPLAY_WEIGHT),
    }
    plan = DesignSpaceDocument()
    plan.addAxis(AxisDescriptor(tag="opsz", name="Optical size", minimum=SMALLEST, default=SMALLEST, maximum=LARGEST))
    for size, master in ends.items():
        for table in {"GPOS", "GSUB", "GDEF", "STAT"} & set(master.keys()):
            del master[table]
        master.flavor = None
        source = SourceDescriptor(path=str(work / f"{size}.ttf"), location={"Optical size": size}, name=str(size))
        master.save(source.path)
        plan.addSource(source)
    plan.sources[0].copyInfo = True
    font, _, _ = varLib.build(plan, exclude=["MVAR"])
    for table in ("GPOS", "GSUB", "GDEF"):
        if table in middle:
            font[table] = middle[table]
    return font


def serif(source: Path, out: Path) -> None:
    files = source / "newsreader" / "files"
    for name, unicodes in (("latin", LATIN), ("latin-ext", LATIN_EXT)):
        with TemporaryDirectory() as work:
            font = one_axis(files / f"newsreader-{name}-opsz-normal.woff2", Path(work))
            cut(without_fine_kerning(font, 24), unicodes, FEATURES + FIGURES, out / f"newsreader-{name}.woff2")
    for name, unicodes in (("latin", ITALIC), ("latin-ext", LATIN_EXT)):
        font = pinned(files / f"newsreader-{name}-opsz-italic.woff2", opsz=18, wght=400)
        cut(without_fine_kerning(font, 60), unicodes, FEATURES, out / f"newsreader-italic-{name}.woff2")


def sans(source: Path, out: Path) -> None:
    files = source / "libre-franklin" / "files"
    for name, unicodes in (("latin", LABELS), ("latin-ext", LATIN_EXT)):
        font = pinned(files / f"libre-franklin-{name}-wght-normal.woff2", wght=(400, 800))
        cut(font, unicodes, ["kern"], out / f"libre-franklin-{name}.woff2")


def arabic(source: Path, out: Path) -> None:
    face = source / "noto-naskh-arabic" / "files" / "noto-naskh-arabic-arabic-wght-normal.woff2"
    shutil.copyfile(face, out / "noto-naskh-arabic.woff2")


def japanese(source: Path, out: Path) -> str:
    """Cut Noto Serif JP into a few files by frequency; return their @font-face rules.

    The family comes in slices numbered from rare to common. The commonest forty go five to a file with exact
    ranges; the rest of JIS level 1 goes by code point into twelve files with plain ranges: a small style sheet.
    """
    slices = japanese_slices(source / "noto-serif-jp")
    common, rare = slices[:40], slices[40:]
    rules = []
    everything = merged([path for path, _ in rare])
    points = sorted(point for _, points in rare for point in points if 0x4E00 <= point <= 0x9FFF)
    step = -(-len(points) // 12)
    for number in range(12):
        part = points[number * step : (number + 1) * step]
        name = f"noto-serif-jp-rare-{number + 1}"
        cut(deepcopy(everything), ",".join(f"U+{p:X}" for p in part), [], out / f"{name}.woff2")
        rules.append(japanese_rule(name, f"U+{part[0]:X}-{part[-1]:X}"))
    for number in range(8):
        part = common[number * 5 : number * 5 + 5]
        points = sorted({point for _, points in part for point in points})
        name = f"noto-serif-jp-{number + 1}"
        cut(
            merged([path for path, _ in part]),
            ",".join(f"U+{p:X}" for p in points),
            ["palt", "kern"],
            out / f"{name}.woff2",
        )
        rules.append(japanese_rule(name, ranges(points)))
    return "\n".join(rules) + "\n"


def japanese_slices(family: Path) -> list[tuple[Path, list[int]]]:
    """(file, code points of JIS level 1 in it), commonest slice first; Latin slices are left out."""
    found = []
    for rule in re.findall(r"@font-face \{.*?\}", (family / "index.css").read_text(), re.S):
        name = re.search(r"noto-serif-jp-(\d+)-wght-normal", rule)
        listed = re.search(r"unicode-range: ([^;]+);", rule)
        if name and listed:
            points = [p for p in subset.parse_unicodes(listed[1].replace("U+", "")) if chr(p) in JIS_LEVEL_1]
            if points:
                found.append((int(name[1]), family / "files" / f"noto-serif-jp-{name[1]}-wght-normal.woff2", points))
    return [(path, points) for _, path, points in sorted(found, reverse=True)]


def merged(paths: list[Path]) -> TTFont:
    with TemporaryDirectory() as work:
        parts = []
        for number, path in enumerate(paths):
            font = pinned(path, wght=JAPANESE_WEIGHT)
            font.flavor = None
            for table in ("GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE", "STAT", "MVAR"):
                if table in font:
                    del font[table]
            font.save(f"{work}/{number}.ttf")
            parts.append(f"{work}/{number}.ttf")
        return Merger().merge(parts)


def japanese_rule(name: str, unicodes: str) -> str:
    return (
        '@font-face{font-family:"Noto Serif JP";font-weight:400 700;font-display:swap;'
        f'src:url(../fonts/{name}.woff2) format("woff2");unicode-range:{unicodes}}}'
    )


def ranges(points: list[int]) -> str:
    """Sorted code points as a CSS unicode-range."""
    runs: list[list[int]] = []
    for point in points:
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def arabic_for_cards(fonts: Path, out: Path) -> None:
    """One file with the Arabic and the Latin face: what draws social cards takes a line from a single font, and only so
    do its letters join and its figures stand the right way round."""
    latin = pinned(fonts / "newsreader-latin.woff2", opsz=LARGEST)
    naskh = pinned(fonts / "noto-naskh-arabic.woff2", wght=ARABIC_WEIGHT)
    scale_upem(latin, naskh["head"].unitsPerEm)
    with TemporaryDirectory() as work:
        for name, font in (("naskh", naskh), ("latin", latin)):
            font.flavor = None
            for table in {"STAT", "prep", *(("GSUB", "GPOS", "GDEF") if name == "latin" else ())} & set(font.keys()):
                del font[table]
            font.save(f"{work}/{name}.ttf")
        merged_font = Merger().merge([f"{work}/naskh.ttf", f"{work}/latin.ttf"])
    merged_font.flavor = "woff2"
    merged_font.save(out / "newsreader-naskh.woff2")


def main(source: Path, out: Path, cards: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    cards.mkdir(parents=True, exist_ok=True)
    serif(source, out)
    sans(source, out)
    arabic(source, out)
    arabic_for_cards(out, cards)
    (out.parent / "css" / "fonts-japanese.css").write_text(japanese(source, out))
    for family in ("newsreader", "libre-franklin", "noto-naskh-arabic", "noto-serif-jp"):
        shutil.copyfile(source / family / "LICENSE", out / f"OFL-{family}.txt")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
