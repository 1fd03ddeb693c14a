"""Formulas as the pages write them, in plain letters, as HTML: s_K(W_L) >= sqrt(N) becomes subscripts, signs and Greek letters."""
import html
import re
from html.parser import HTMLParser

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "eps1": "ε_1", "eps2": "ε_2", "eta": "η", "theta": "θ", "kappa": "κ",
    "kap": "κ", "lambda": "λ", "mu": "μ", "sigma": "σ", "Sigma": "Σ", "tau": "τ", "phi": "φ", "Phi": "Φ", "psi": "ψ", "Psi": "Ψ", "pi": "π",
    "infinity": "∞"}
SIGNS = [("||", "‖"), (">=", "≥"), ("<=", "≤"), ("->", "→"), ("!=", "≠"), ("sqrt(", "√("), ("sqrt 3", "√3"), (" >> ", " ≫ "), (" << ", " ≪ ")]
WORD = re.compile(r"(?<![A-Za-z\\])(" + "|".join(sorted(LETTERS, key=len, reverse=True)) + r")(?![A-Za-z0-9])")
GREEK = "".join(letter[0] for letter in LETTERS.values())
BASE = rf"[A-Za-z0-9{GREEK}‖)\]~'']"
SUB = re.compile(rf"(?<=[A-Za-z{GREEK}‖)\]])_(?:\{{([^{{}}]*)\}}|([A-Za-z0-9{GREEK}]+)(?![A-Za-z_]))")
SUP = re.compile(rf"(?<={BASE[:-1]}>])\^(?:\{{([^{{}}]*)\}}|(-?[A-Za-z0-9{GREEK}]+(?:/[0-9]+)?|\+|\*))")


def typeset(text):
    """HTML of a piece of plain text."""
    for plain, sign in SIGNS:
        text = text.replace(plain, sign)
    text = WORD.sub(lambda m: LETTERS[m[1]], text)
    text = html.escape(text, quote=False)
    for _ in range(3):  # scripts on scripts
        text = SUB.sub(lambda m: f"<sub>{m[1] or m[2]}</sub>", text)
        text = SUP.sub(lambda m: f"<sup>{(m[1] or m[2]).replace('-', '−')}</sup>", text)
    return text


class Typesetter(HTMLParser):
    """A page with its text typeset, but for code and headings' ids."""
    VERBATIM = {"code", "pre", "script", "style"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.inside = [], 0

    def handle_starttag(self, tag, attributes):
        self.inside += tag in self.VERBATIM
        self.out.append(self.get_starttag_text())

    def handle_startendtag(self, tag, attributes):
        self.out.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self.inside -= tag in self.VERBATIM
        self.out.append(f"</{tag}>")

    def handle_data(self, data):
        self.out.append(html.escape(data, quote=False) if self.inside else typeset(data))


def typeset_page(page):
    parser = Typesetter()
    parser.feed(page)
    parser.close()
    return "".join(parser.out)
