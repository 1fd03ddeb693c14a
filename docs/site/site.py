#!/usr/bin/env python3
"""The documentation as a site that opens offline: site.py OUT [--execute] [--experiments FOLDER]

Pages are the repository's Markdown, under the paths that they have there; notebooks as they are stored, or run anew (--execute); the
reference of ncverify is made of its docstrings (PYTHONPATH finds it). Every link is checked: one that leads nowhere is an error.
"""
import argparse
import html
import importlib
import inspect
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.parse

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from typeset import typeset, typeset_page

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
TYPESET = {"docs/claims.md", "docs/metrics.md", "docs/theorem.md", "docs/certificates.md"}
MENU = [("Start", "README.md"), ("Any classifier", "docs/any_classifier.md"), ("Python", "docs/python.md"),
        ("Five minutes", "python/notebooks/five_minutes.ipynb"), ("While training", "python/notebooks/while_training.ipynb"),
        ("Read a bound", "python/notebooks/read_a_bound.ipynb"), ("Reference", "python/reference.md"), ("Claims", "docs/claims.md"),
        ("Results", "docs/results.md"), ("Metrics", "docs/metrics.md"), ("Counterexamples", "counterexamples/README.md"),
        ("The theorem", "docs/theorem.md"), ("Certificates", "docs/certificates.md"), ("Numbers", "docs/numbers.md"), ("Formal proofs", "docs/formal.md"),
        ("Formats", "docs/formats.md"), ("Sweeps", "docs/sweeps.md"), ("Experiments", "experiments/README.md"),
        ("Benchmarks", "docs/benchmarks.md"), ("Architecture", "docs/architecture.md"), ("Contributing", "CONTRIBUTING.md"),
        ("Changes", "CHANGELOG.md")]


def coloured(code, language, _=None):
    try:
        lexer = get_lexer_by_name({"": "text", "sh": "bash"}.get(language, language))
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


def slug(text):
    """As GitHub makes a heading's anchor."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def rendered(markdown):
    """HTML, with an anchor at every heading."""
    parser = MarkdownIt("commonmark", {"highlight": coloured, "html": False}).enable("table").enable("strikethrough")
    tokens, seen = parser.parse(markdown), {}
    for token, inline in zip(tokens, tokens[1:]):
        if token.type == "heading_open":
            name = slug(inline.content.replace("`", ""))
            seen[name] = seen.get(name, -1) + 1
            token.attrSet("id", name if not seen[name] else f"{name}-{seen[name]}")
    out = parser.renderer.render(tokens, parser.options, {})
    return out.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def with_subscripts(markdown):
    """A page of formulas, where an underscore is one and begins no emphasis: outside code and the targets of links."""
    parts = re.split(r"(```.*?```|`[^`]*`|\]\([^)]*\))", markdown, flags=re.S)
    return "".join(part if number % 2 else part.replace("_", "\\_") for number, part in enumerate(parts))


def notebook(path, execute):
    """A notebook's cells and what they gave."""
    book = json.loads(path.read_text())
    if execute:
        import nbclient
        import nbformat
        import ncverify
        fresh = nbformat.read(path, as_version=4)
        environment = os.environ | {"PYTHONPATH": str(pathlib.Path(ncverify.__file__).resolve().parents[1])}
        with tempfile.TemporaryDirectory() as folder:
            client = nbclient.NotebookClient(fresh, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}})
            client.execute(env=environment)
        book = json.loads(nbformat.writes(fresh))
    parts = []
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(rendered(source))
            continue
        parts.append(f'<pre><code>{coloured(source, "python")}</code></pre>')
        for output in cell["outputs"]:
            data = output.get("data", {})
            if output["output_type"] == "stream":
                if output["name"] == "stdout":
                    parts.append(f'<pre class="said">{html.escape("".join(output["text"]))}</pre>')
            elif "text/html" in data:
                parts.append("".join(data["text/html"]))
            elif "image/png" in data:
                parts.append(f'<img alt="" src="data:image/png;base64,{"".join(data["image/png"]).strip()}">')
            elif "text/plain" in data:
                parts.append(f'<pre class="said">{html.escape("".join(data["text/plain"]))}</pre>')
    return "\n".join(parts)


def docstring(thing):
    """Markdown, but for a section of parameters as NumPy writes it, which becomes a list."""
    text = inspect.getdoc(thing) or ""
    before, heading, after = text.partition("\nParameters\n----------\n")
    if not heading:
        return rendered(text)
    items, rest = [], []
    for line in after.splitlines():
        if rest or not (line.startswith("    ") or re.match(r"\w+ : ", line)):
            rest.append(line)
        elif line.startswith("    "):
            items[-1][1].append(line.strip())
        else:
            items.append((line, []))
    listed = "".join(f"<dt><code>{html.escape(name)}</code></dt><dd>{rendered(' '.join(words))}</dd>" for name, words in items)
    return rendered(before) + f"<dl>{listed}</dl>" + rendered("\n".join(rest))


def documented(name, thing):
    """A function, or a class with what it offers."""
    def signature(of):
        try:
            return str(inspect.signature(of)).replace("'", "").replace("self, ", "").replace("(self)", "()")
        except (TypeError, ValueError):
            return "(...)"

    out = [f'<h2 id="{name}">{name}</h2><pre class="signature"><code>{coloured(name + signature(thing), "python")}</code></pre>',
           docstring(thing)]
    if inspect.isclass(thing):
        for member, value in sorted(vars(thing).items()):
            if member.startswith("_") or not (callable(value) or isinstance(value, (property, classmethod, staticmethod))):
                continue
            of = value.fget if isinstance(value, property) else getattr(thing, member)
            shown = member if isinstance(value, property) else member + signature(of)
            if inspect.getdoc(of):
                out.append(f'<h3 id="{name}.{member}"><code>{html.escape(shown)}</code></h3>{docstring(of)}')
    return "\n".join(out)


def reference():
    module = importlib.import_module("ncverify")
    first = f"<h1>Reference of ncverify {module.__version__}</h1>{docstring(module)}"
    return first + "\n".join(documented(name, getattr(module, name)) for name in module.__all__)


def statements():
    """The claims as the registry has them, with their formulas typeset."""
    module = importlib.import_module("ncverify")
    rows = "".join(f'<tr id="{c["id"]}"><td>{c["id"]}</td><td>{html.escape(c["title"])}</td><td>{typeset(c["statement"])}</td>'
                   f'<td>{c["kind"]}</td><td>{html.escape(c["source"])}</td></tr>' for c in module.catalogue())
    return ('<h1>All claims</h1><p>As the programs have them; <a href="claims.md">the page of claims</a> has their hypotheses and proofs.</p>'
            '<div class="wide"><table><thead><tr><th>id</th><th>title</th><th>statement</th><th>kind</th><th>source</th></tr></thead><tbody>'
            f'{rows}</tbody></table></div>')


def target_of(source):
    """Where the page of a source stands in the site."""
    return "index.html" if source == "README.md" else re.sub(r"\.(md|ipynb)$", ".html", source)


class Site:
    def __init__(self, out):
        self.out, self.pages, self.copied, self.broken, self.more = out, {}, set(), [], []

    def add(self, source, body):
        self.pages[source] = body

    def resolved(self, source, link):
        """A link of a page, as the site has it; files of the repository are copied when something leads to them."""
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or link.startswith("#"):
            return link
        path = (ROOT / pathlib.PurePosixPath(source).parent / urllib.parse.unquote(parts.path)).resolve()
        try:
            inside = path.relative_to(ROOT).as_posix()
        except ValueError:
            self.broken.append(f"{source}: {link} leads out of the repository")
            return link
        if inside not in self.pages:
            if path.is_file():
                self.copied.add(inside)
            elif path.is_dir() and f"{inside}/README.md" in self.pages:
                inside += "/README.md"
            else:
                self.broken.append(f"{source}: {link} leads nowhere")
                return link
        up = "../" * target_of(source).count("/")
        return up + target_of(inside) + (f"#{parts.fragment}" if parts.fragment else "")

    def replaced(self, source, match):
        return f'{match[1]}="{html.escape(self.resolved(source, html.unescape(match[2])))}"'

    def write(self):
        template = (HERE / "page.html").read_text()

        def colours(name):
            """Of code, on the page's own background."""
            return re.sub(r"^pre \{[^}]*\}", "", HtmlFormatter(style=name).get_style_defs("pre"), flags=re.M)
        style = (HERE / "page.css").read_text() + colours("default")
        style += f"@media (prefers-color-scheme: dark) {{{colours('monokai')}}}"
        finished = {}
        for source, body in self.pages.items():
            body = re.sub(r'\b(href|src)="((?!data:)[^"]*)"', lambda m: self.replaced(source, m), body)
            up = "../" * target_of(source).count("/")
            menu = "".join(f'<a href="{up}{target_of(page)}"{" aria-current=page" if page == source else ""}>{name}</a>'
                           for name, page in MENU + self.more if page in self.pages or page.startswith("experiments-site/"))
            title = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)
            plain = re.sub(r"<[^>]*>", "", title[1]) if title else source
            finished[source] = (template.replace("@style@", style).replace("@menu@", menu).replace("@title@", plain)
                                .replace("@body@", body))
        for source, page in finished.items():
            to = self.out / target_of(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(page)
        for name in self.copied:
            to = self.out / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to)


def anchors_missing(out):
    """Links to an anchor, or to a file, that is not in the site as it stands."""
    ids, missing = {}, []
    pages = {path: path.read_text() for path in sorted(out.rglob("*.html")) if "experiments-site" not in path.parts}
    for path, text in pages.items():
        ids[path.resolve()] = set(re.findall(r'\bid="([^"]*)"', text))
    for path, text in pages.items():
        for link in re.findall(r'\bhref="([^"]*)"', re.sub(r"<style>.*?</style>", "", text, flags=re.S)):
            parts = urllib.parse.urlsplit(html.unescape(link))
            if parts.scheme:
                continue
            to = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path.resolve()
            if not to.exists():
                missing.append(f"{path.relative_to(out)}: {link} leads nowhere")
            elif parts.fragment and to in ids and urllib.parse.unquote(parts.fragment) not in ids[to]:
                missing.append(f"{path.relative_to(out)}: {link} has no such anchor")
    return missing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--execute", action="store_true", help="run the notebooks anew")
    parser.add_argument("--experiments", type=pathlib.Path, help="the site of a store (`make experiments`), to stand beside it")
    given = parser.parse_args()
    out = given.out.resolve()
    if out.exists() and any(out.iterdir()) and not (out / "docs" / "claims.html").exists():
        sys.exit(f"{given.out}: is there, and is no site of this script")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    site = Site(out)
    if given.experiments and (given.experiments / "index.html").exists():
        shutil.copytree(given.experiments, out / "experiments-site")
        site.more = [("Experiments' site", "experiments-site/index.html")]
    sources = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    for folder in ("docs", "counterexamples", "experiments", "data", "app/tests/networks", "python"):
        sources += [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).rglob("*.md"))]
    for source in sources:
        text = (ROOT / source).read_text()
        site.add(source, typeset_page(rendered(with_subscripts(text))) if source in TYPESET else rendered(text))
    for path in sorted((ROOT / "python" / "notebooks").glob("*.ipynb")):
        site.add(path.relative_to(ROOT).as_posix(), notebook(path, given.execute))
    site.add("python/reference.md", reference())
    site.add("docs/all_claims.md", statements())
    MENU.insert(8, ("All claims", "docs/all_claims.md"))
    site.write()
    complaints = site.broken + anchors_missing(out)
    for line in complaints:
        print(line, file=sys.stderr)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{len(site.pages)} pages, {size / 1e6:.1f} MB: {given.out}/index.html")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
