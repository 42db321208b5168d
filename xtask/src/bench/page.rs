//! The page: sections with a table each, as Markdown.

use std::fmt::Write;

use super::cost::{Cost, Spread};

/// A part of the page: what was measured and how, and the figures.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: &'static str,
    /// What the figures are, and how they were made.
    pub(super) method: String,
    pub(super) head: &'static [&'static str],
    pub(super) rows: Vec<Vec<String>>,
}

/// The whole page.
pub(super) fn render(sections: &[Section]) -> String {
    let mut page =
        "# Benchmarks\n\nWritten by `cargo xtask bench`; run it again instead of editing the figures.\n".to_owned();
    for section in sections {
        // Writing to a text can't fail.
        let _ = write!(page, "\n## {}\n\n{}\n", section.title, section.method);
        if section.rows.is_empty() {
            continue;
        }
        let _ = writeln!(
            page,
            "\n| {} |\n|{}",
            section.head.join(" | "),
            "---|".repeat(section.head.len())
        );
        for row in &section.rows {
            let _ = writeln!(page, "| {} |", row.join(" | "));
        }
    }
    page
}

/// A row whose cells are texts.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).into()
}

/// Seconds with three digits that count, in the unit that suits the median: `34.2 ms (33.8 to 36.1)`.
pub(super) fn seconds(spread: Spread) -> String {
    let (scale, unit) = match spread.median {
        median if median < 1e-6 => (1e9, "ns"),
        median if median < 1e-3 => (1e6, "µs"),
        median if median < 1.0 => (1e3, "ms"),
        _ => (1.0, "s"),
    };
    number(spread, scale, unit)
}

/// The median in a unit, with least and most unless they are the same.
pub(super) fn number(spread: Spread, scale: f64, unit: &str) -> String {
    let [least, median, most] = [spread.least, spread.median, spread.most].map(|value| digits(value * scale));
    if least == most {
        return format!("{median} {unit}");
    }
    format!("{median} {unit} ({least} to {most})")
}

/// Three digits that count, or all before the point.
pub(super) fn digits(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

/// The cells of a compilation: user time, time on the clock, memory.
pub(super) fn costs(costs: &[Cost]) -> [String; 3] {
    let spread = |part: fn(&Cost) -> f64| Spread::of(costs.iter().map(part));
    [
        number(spread(|cost| cost.user), 1.0, "s"),
        number(spread(|cost| cost.wall), 1.0, "s"),
        format!("{} MB", digits(spread(|cost| cost.memory).median * 1e-6)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_sections_in_order() {
        let generator = Section {
            title: "Generator",
            method: "Medians.".to_owned(),
            head: &["what", "time"],
            rows: vec![
                vec!["whole".to_owned(), seconds(Spread::of([0.31, 0.35, 0.34]))],
                vec!["a request".to_owned(), seconds(Spread::of([3.6e-7]))],
            ],
        };
        let cost = Cost {
            wall: 104.26,
            user: 18.04,
            memory: 988_700_000.0,
        };
        let [user, wall, memory] = costs(&[cost]);
        let compile = Section {
            title: "Compile time",
            method: "Of the crate.".to_owned(),
            head: &["user", "clock", "memory"],
            rows: vec![row([&user, &wall, &memory])],
        };
        let absent = Section {
            title: "Peers",
            method: "Left out.".to_owned(),
            head: &[],
            rows: Vec::new(),
        };
        insta::assert_snapshot!(render(&[generator, compile, absent]), @r"
        # Benchmarks

        Written by `cargo xtask bench`; run it again instead of editing the figures.

        ## Generator

        Medians.

        | what | time |
        |---|---|
        | whole | 340 ms (310 to 350) |
        | a request | 360 ns |

        ## Compile time

        Of the crate.

        | user | clock | memory |
        |---|---|---|
        | 18.0 s | 104 s | 989 MB |

        ## Peers

        Left out.
        ");
    }
}
