//! Relative links of Markdown files.

use std::collections::BTreeSet;

/// The links of the package's documents that lead nowhere within the package, `read` giving the
/// text of a file.
pub fn broken(files: &BTreeSet<String>, read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|path| path.ends_with(".md")) {
        for link in links(&read(file).unwrap()) {
            if !leads_somewhere(&link, file, files, read) {
                broken.push(format!("  {file}: {link}"));
            }
        }
    }
    broken
}

fn leads_somewhere(
    link: &str,
    file: &str,
    files: &BTreeSet<String>,
    read: &dyn Fn(&str) -> Option<String>,
) -> bool {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let to = match path {
        "" => file.to_owned(),
        path => join(file, path),
    };
    let folder = format!("{}/", to.trim_end_matches('/'));
    if !files.contains(&to) {
        return heading.is_empty() && files.iter().any(|path| path.starts_with(&folder));
    }
    heading.is_empty() || read(&to).is_some_and(|text| headings(&text).contains(heading))
}

/// A path as a file names it, from the root on.
pub fn join(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The lines that are not in a fenced block, each without what it shows as code.
fn prose(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`"));
        }
    }
    lines
}

/// What a document links to, but for other sites.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let text = prose.join("\n");
    let inline = text.split("](").skip(1);
    let inline = inline.filter_map(|rest| rest.split([')', ' ']).next());
    let definitions = prose.iter().filter_map(|line| {
        let (_, rest) = line.strip_prefix('[')?.split_once("]: ")?;
        rest.split_whitespace().next()
    });
    let links = inline.chain(definitions);
    let here = links.filter(|link| !link.contains("://") && !link.starts_with("mailto:"));
    here.map(str::to_owned).collect()
}

/// The anchors of a document's headings, as GitHub makes them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced && line.starts_with('#')
    });
    let anchor = |line: &str| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.collect::<String>().replace(' ', "-")
    };
    lines.map(anchor).collect()
}

#[test]
fn link_that_leads_nowhere_is_broken() {
    let files: BTreeSet<String> = ["README.md", "docs/A.md", "tests/c/a.c"]
        .map(Into::into)
        .into();
    let broken_of = |readme: &str| {
        let read = |path: &str| match path {
            "README.md" => Some(readme.to_owned()),
            _ => Some("# One page\n## Errors, and `more`\n[up](../README.md)".to_owned()),
        };
        broken(&files, &read).len()
    };
    for good in [
        "[a](docs/A.md) [b](./docs/A.md#one-page) [c](docs/A.md#errors-and-more)",
        "[a](tests/c) [b](tests/) [c](https://example.com/none) [d](mailto:a@example.com)",
        "# Title\n[`a`](#title)\n\n[b]: docs/A.md\n[c](docs/A.md \"title\")",
        "`[a](none.md)`\n```console\n[a](none.md)\n```\n",
    ] {
        assert_eq!(broken_of(good), 0, "{good}");
    }
    for bad in [
        "[a](none.md)",
        "[`a`](docs/a.md)",
        "[a](docs/A.md#two)",
        "[a](#title)",
        "[a](../README.md)",
        "[a](tests/d)",
        "text\n[b]: none.md",
        "```\n# Title\n```\n[a](#title)",
    ] {
        assert_eq!(broken_of(bad), 1, "{bad}");
    }
}
