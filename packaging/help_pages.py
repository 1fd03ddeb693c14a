#!/usr/bin/env python3
"""Manual pages and shell completions of the programs, from what they say of themselves: help_pages.py FOLDER VERSION PROGRAM...

Every command gets a page (ncv-check.1), and every option that --help names is completed in bash and zsh.
"""
import gzip
import pathlib
import re
import subprocess
import sys


def help_of(call):
    return subprocess.run([*call, "--help"], capture_output=True, text=True, check=True).stdout


def sections(text):
    """The first lines, then each part under its heading as (term, description) pairs, then the last lines."""
    before, parts, after, heading = [], {}, [], None
    for line in text.splitlines():
        if re.fullmatch(r"(Positionals|Options|Subcommands):", line):
            heading = line[:-1]
            parts[heading] = []
        elif heading and line.startswith("  "):
            term, _, words = line.strip().partition("  ")
            if line.startswith("   ") and parts[heading]:
                last = parts[heading][-1]
                parts[heading][-1] = (last[0], f"{last[1]} {line.strip()}".strip())
            else:
                parts[heading].append((term.strip(), words.strip()))
        elif line.strip():
            (after if parts else before).append(line)
    return before, parts, after


def commands_of(call):
    """(words of the call, its help) of a program and of all commands under it."""
    text = help_of(call)
    yield call, text
    for name, _ in sections(text)[1].get("Subcommands", []):
        yield from commands_of([*call, name])


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def manual(name, text, version, others):
    before, parts, after = sections(text)
    usage = next((line for line in before if line.startswith("Usage: ")), f"Usage: {name}")
    words = [line for line in before if not line.startswith("Usage: ")]
    title = name.replace(" ", "-")
    out = [f'.TH {title.upper()} 1 "" "ncv {version}" "User Commands"', ".SH NAME", f"{roff(title)} \\- {roff(' '.join(words).rstrip('.'))}",
           ".SH SYNOPSIS", f".B {roff(usage[len('Usage: '):])}"]
    for heading, title in (("Positionals", "ARGUMENTS"), ("Options", "OPTIONS"), ("Subcommands", "COMMANDS")):
        if parts.get(heading):
            out.append(f".SH {title}")
            for term, description in parts[heading]:
                out += [".TP", f".B {roff(term)}", roff(description)]
    if after:
        out += [".SH NOTES"]
        for line in after:
            out += [".PP", roff(line)]
    if others:
        out += [".SH SEE ALSO", ",\n".join(f".BR {roff(other.replace(' ', '-'))} (1)" for other in others).replace(",\n", " ,\n")]
    return "\n".join(out) + "\n"


def options_of(text):
    terms = [term for term, _ in sections(text)[1].get("Options", [])]
    return sorted({option for term in terms for option in re.findall(r"(?:^|,)(--?[a-zA-Z][\w-]*)", term.split(" ")[0])})


def bash(program, commands):
    """A case for each command: its own commands and options, else files."""
    function = "_" + program.replace("-", "_")
    lines = [f"# bash completion of {program}", f"{function}() {{", '    local word="${COMP_WORDS[COMP_CWORD]}" command="" i',
             "    for ((i = 1; i < COMP_CWORD; ++i)); do", '        case "$command ${COMP_WORDS[i]}" in']
    nested = [" ".join(call[1:]) for call, _ in commands if len(call) > 1]
    if nested:
        lines.append("            " + "|".join(f"' {name}'" for name in nested) + ') command="$command ${COMP_WORDS[i]}" ;;')
    lines += ["        esac", "    done", '    case "$command" in']
    for call, text in commands:
        own = [name for name, _ in sections(text)[1].get("Subcommands", [])]
        key = "".join(f" {word}" for word in call[1:])
        lines += [f"        '{key}') local options='{' '.join(options_of(text))}' commands='{' '.join(own)}' ;;"]
    lines += ["    esac", '    if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))',
              '    elif [[ -n "$commands" ]]; then COMPREPLY=($(compgen -W "$commands" -- "$word"))',
              '    else COMPREPLY=($(compgen -f -- "$word")); fi', "}", f"complete -o filenames -F {function} {program}", ""]
    return "\n".join(lines)


def quoted(text):
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def zsh(program, commands):
    lines = [f"#compdef {program}"]

    def name_of(call):
        return "_" + "_".join(call).replace("-", "_")
    for call, text in reversed(commands):
        _, parts, _ = sections(text)
        described = {option: words for term, words in parts.get("Options", []) for option in options_of(f"Options:\n  {term}  {words}")}
        arguments = [f"'{option}[{quoted(words)}]'" for option, words in described.items()]
        own = parts.get("Subcommands", [])
        lines.append(f"{name_of(call)}() {{")
        if own:
            lines += ["    local -a commands", "    commands=(" + " ".join(f"'{name}:{quoted(words)}'" for name, words in own) + ")",
                      f"    _arguments -C {' '.join(arguments)} '1: :->command' '*:: :->rest'", "    case $state in",
                      "        command) _describe command commands ;;", "        rest) case $words[1] in"]
            lines += [f"            {name}) {name_of([*call, name])} ;;" for name, _ in own]
            lines += ["        esac ;;", "    esac"]
        else:
            lines.append(f"    _arguments {' '.join(arguments)} '*:file:_files'")
        lines.append("}")
    return "\n".join([*lines, f"{name_of([program])} \"$@\"", ""])


def main():
    folder, version, *programs = sys.argv[1:]
    folder = pathlib.Path(folder)
    for name in ("man1", "bash", "zsh"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for program in programs:
        name = pathlib.Path(program).name
        commands = [([name, *call[1:]], text) for call, text in commands_of([program])]
        names = [" ".join(call) for call, _ in commands]
        for call, text in commands:
            page = manual(" ".join(call), text, version, [n for n in names if n != " ".join(call)] if len(call) == 1 else names[:1])
            with gzip.GzipFile(folder / "man1" / f"{'-'.join(call)}.1.gz", "wb", 9, mtime=0) as out:
                out.write(page.encode())
        (folder / "bash" / name).write_text(bash(name, commands))
        (folder / "zsh" / f"_{name}").write_text(zsh(name, commands))


main()
