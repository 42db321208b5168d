//! What may be written at a place of a page, which need not be readable as a whole: editors ask while it is being written.

use super::reader::Kind;

/// What a place of a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A key of the front-matter of this kind of page.
    Key(Kind),
    /// The value of a key.
    Value(&'static str),
    /// A cell in the column with this title.
    Cell(&'static str),
}

/// Columns in which something else than prose is written.
const COLUMNS: [&str; 5] = ["type", "required", "in", "constraints", "default"];

/// What a place is for; `None` for prose.
#[must_use]
pub fn at(text: &str, offset: usize) -> Option<Place> {
    let before = text.get(..offset)?;
    let line = before.rsplit('\n').next().unwrap_or("");
    let front_matter = text
        .strip_prefix("---")
        .and_then(|rest| rest.find("\n---"))
        .map_or(0, |end| end + 3);
    if offset <= front_matter {
        let written = text.get(..front_matter)?;
        let is_of = |kind: &Kind| written.contains(&format!("type: {}", kind.name()));
        let kind = Kind::ALL.into_iter().find(is_of).unwrap_or(Kind::Endpoint);
        return match line.split_once(':') {
            None => Some(Place::Key(kind)),
            Some((key, _)) => kind
                .keys()
                .iter()
                .find(|known| **known == key)
                .map(|key| Place::Value(key)),
        };
    }
    let title = if line.trim_start().starts_with('|') {
        piped_title(before, line)?
    } else {
        html_title(before)?
    };
    COLUMNS
        .iter()
        .find(|column| title.eq_ignore_ascii_case(column))
        .map(|column| Place::Cell(column))
}

/// The title of the column of the last cell in a table with pipes.
fn piped_title<'t>(before: &'t str, line: &str) -> Option<&'t str> {
    let cell = line.replace("\\|", "").matches('|').count();
    let mut lines = before
        .rsplit('\n')
        .take_while(|line| line.trim_start().starts_with('|'));
    let header = lines.by_ref().last()?;
    header.split('|').nth(cell).map(str::trim)
}

/// The title of the column of the open cell in a table in HTML.
fn html_title(before: &str) -> Option<&str> {
    let row = before.get(before.rfind("<tr>")?..)?;
    let table = before.get(before.rfind("<table>")?..)?;
    let (_, cell) = row.rsplit_once("<td>")?;
    if cell.contains("</") {
        return None;
    }
    let title = table.split("<th>").nth(row.matches("<td>").count())?;
    title.split("</th>").next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the place marked by `^` is for.
    fn check(page: &str) -> Option<Place> {
        at(&page.replacen('^', "", 1), page.find('^')?)
    }

    #[test]
    fn keys_and_cells() {
        assert_eq!(check("---\nname: a\nsco^\n---\n"), Some(Place::Key(Kind::Endpoint)));
        assert_eq!(check("---\ntype: Schema\nis: ^\n---\n"), Some(Place::Value("is")));
        assert_eq!(check("---\nname: a\n---\n\nSome ^prose.\n"), None);
        let pipes = "---\nname: a\n---\n\n| name | type | description |\n|---|---|---|\n| a | b | c |\n";
        assert_eq!(check(&format!("{pipes}| a | \"x\" \\| Fr^")), Some(Place::Cell("type")));
        assert_eq!(check(&format!("{pipes}| a | b | c^")), None);
        let html = "---\nname: a\n---\n\n<table><tr><th>name</th><th>type</th></tr>\n<tr><td>a</td><td>";
        assert_eq!(check(&format!("{html}Fr^")), Some(Place::Cell("type")));
        assert_eq!(check(&format!("{html}b</td>^")), None);
    }
}
