#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws each NAME.txt of this folder as NAME.svg.

Two kinds of text. A chain of boxes, left to right:

    title: what the picture shows
    box: first line, bold | second line | ...
    arrow: what goes from the box above to the box below | second line

A sequence, top to bottom:

    title: what the picture shows
    actors: C Client | H httpd | A Application
    C > H: a message; `=` instead of a colon for one that does not arrive
    H: a note below an actor

usage: draw.py [--check] [FOLDER]; --check fails when a picture is not what its text says.
"""

import sys
from html import escape
from pathlib import Path

SIZE, LEAD, PAD = 14, 19, 12  # of letters, lines and margins, in pixels
INK, PAPER, SHADE, STOP = "#1f2933", "#ffffff", "#e8eef5", "#b3261e"


def width_of(text: str, bold=False) -> float:
    """Wide enough for every common sans-serif face."""
    return len(text) * SIZE * (0.65 if bold else 0.56)


class Picture:
    def __init__(self, title: str):
        self.title, self.parts, self.width, self.height = title, [], 0.0, 0.0

    def reach(self, x: float, y: float):
        self.width, self.height = max(self.width, x), max(self.height, y)

    def text(self, x: float, y: float, words: str, colour=INK, bold=False):
        self.parts.append('<text x="%.0f" y="%.0f" fill="%s"%s>%s</text>' % (
            x, y, colour, ' font-weight="bold"' if bold else "", escape(words)))
        self.reach(x + width_of(words) / 2 + PAD, y + PAD)

    def box(self, x: float, y: float, width: float, height: float, fill=SHADE, dash=""):
        self.parts.append('<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="5" fill="%s" '
                          'stroke="%s"%s/>' % (x, y, width, height, fill, INK, dash))
        self.reach(x + width + PAD, y + height + PAD)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour=INK, more=""):
        self.parts.append('<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="%s"%s/>' % (
            x1, y1, x2, y2, colour, more))

    def arrow(self, x1: float, x2: float, y: float, arrives=True):
        colour = INK if arrives else STOP
        back = 8 if x2 < x1 else -8
        if not arrives:
            x2 += 4 * back
        self.line(x1, y, x2, y, colour)
        if arrives:
            self.parts.append('<path d="M%.0f %.0f l%d -4 v8 z" fill="%s"/>' % (x2, y, back, colour))
            return
        for rise in (-5, 5):
            self.line(x2 - 5, y - rise, x2 + 5, y + rise, colour, ' stroke-width="2"')

    def svg(self) -> str:
        head = ('<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" '
                'viewBox="0 0 %.0f %.0f" role="img" font-family="sans-serif" font-size="%d" '
                'text-anchor="middle">' % (*[self.width, self.height] * 2, SIZE))
        paper = '<rect width="100%%" height="100%%" fill="%s"/>' % PAPER
        return "\n".join([head, "<title>%s</title>" % escape(self.title), paper, *self.parts,
                          "</svg>", ""])


def chain(title: str, lines: list[tuple[str, str]]) -> Picture:
    picture, x = Picture(title), float(PAD)
    rows = [(kind, [part.strip() for part in words.split("|")]) for kind, words in lines]
    height = max(len(words) for kind, words in rows if kind == "box") * LEAD + PAD
    for kind, words in rows:
        wide = max([width_of(words[0], kind == "box"), *map(width_of, words)]) + 2 * PAD
        middle = x + wide / 2
        if kind == "box":
            picture.box(x, PAD, wide, height)
            for number, line in enumerate(words):
                picture.text(middle, PAD + LEAD * (number + 1), line, bold=number == 0)
        else:
            y = PAD + height / 2
            for number, line in enumerate(words):
                picture.text(middle, y - 7 - LEAD * (len(words) - 1 - number), line)
            picture.arrow(x, x + wide, y)
        x += wide
    return picture


class Sequence:
    """Where the actors of a sequence stand, and how far down it has come."""

    def __init__(self, title: str, actors: str, lines: list[tuple[str, str]]):
        self.picture = Picture(title)
        self.names = dict(part.strip().split(" ", 1) for part in actors.split("|"))
        self.lines, self.y, self.at, x = lines, PAD + 2.0 * LEAD, {}, 0.0
        order, gaps = list(self.names), self.gaps()
        for number, actor in enumerate(order):
            x += gaps[number]
            self.at[actor] = x

    def gaps(self) -> list[float]:
        """To the left of each actor: room for names, notes, and messages between neighbours."""
        order = list(self.names)
        half = [width_of(name, bold=True) / 2 + PAD for name in self.names.values()]
        for key, words in self.lines:
            if key in order:
                number = order.index(key)
                half[number] = max(half[number], width_of(words) / 2 + PAD)
        gaps = [half[0] + PAD] + [a + b + PAD for a, b in zip(half, half[1:])]
        for key, words in self.lines:
            if key not in order:
                _, (first, last) = self.ends(key)
                if last - first == 1:
                    gaps[last] = max(gaps[last], width_of(words) + 3 * PAD)
        return gaps

    def ends(self, key: str) -> tuple[list[str], list[int]]:
        actors = key.rstrip("=").split(" > ")
        return actors, sorted(list(self.names).index(actor.strip()) for actor in actors)

    def draw(self) -> Picture:
        start, picture = self.y, self.picture
        for key, words in self.lines:
            self.note(key, words) if key in self.names else self.message(key, words)
        picture.parts, steps = [], picture.parts
        for actor, name in self.names.items():
            picture.line(self.at[actor], start, self.at[actor], self.y, more=' stroke-opacity="0.4"')
            wide = width_of(name, bold=True) + 2 * PAD
            picture.box(self.at[actor] - wide / 2, PAD, wide, LEAD + PAD)
            picture.text(self.at[actor], PAD + LEAD, name, bold=True)
        picture.parts += steps
        picture.reach(0, self.y + PAD)
        return picture

    def note(self, actor: str, words: str):
        wide, self.y = width_of(words) + PAD, self.y + PAD
        self.picture.box(self.at[actor] - wide / 2, self.y, wide, LEAD + 6, PAPER,
                         ' stroke-dasharray="4 3"')
        self.picture.text(self.at[actor], self.y + LEAD - 1, words)
        self.y += LEAD + 6

    def message(self, key: str, words: str):
        (sender, receiver), _ = self.ends(key)
        arrives = not key.endswith("=")
        x1, x2 = self.at[sender.strip()], self.at[receiver.strip()]
        self.y += LEAD + PAD
        self.picture.text((x1 + x2) / 2, self.y - 6, words, INK if arrives else STOP)
        self.picture.arrow(x1, x2, self.y, arrives)


def parse(text: str) -> Picture:
    lines = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cut = min(at for at in (line.find(":"), line.find("=")) if at > 0)
        lines.append((line[:cut].strip() + line[cut].strip(":"), line[cut + 1:].strip()))
    (_, title), *rest = lines
    if rest[0][0] == "actors":
        return Sequence(title, rest[0][1], rest[1:]).draw()
    return chain(title, rest)


def main() -> int:
    folders = [Path(word) for word in sys.argv[1:] if word != "--check"]
    folder = folders[0] if folders else Path(__file__).parent
    stale = 0
    for source in sorted(folder.glob("*.txt")):
        picture, svg = source.with_suffix(".svg"), parse(source.read_text()).svg()
        if "--check" not in sys.argv:
            picture.write_text(svg)
        elif not picture.exists() or picture.read_text() != svg:
            print("%s is not what %s says: run docs/pictures/draw.py" % (picture, source.name))
            stale += 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
