//! What other programs print: divan's tables, and the lines of the benchmark of calls.

/// The names and medians, in seconds, of the benchmarks in divan's table; lines that are not of a benchmark are passed over.
pub(super) fn divan_medians(text: &str) -> Vec<(String, f64)> {
    text.lines().filter_map(median).collect()
}

fn median(line: &str) -> Option<(String, f64)> {
    let line = line.trim_start_matches(['│', '├', '╰', '─', ' ']);
    let mut columns = line.split('│');
    let name = columns.next()?.split_whitespace().next()?;
    Some((name.to_owned(), duration(columns.nth(1)?)?))
}

/// A duration with its unit (`1.2 ms`) in seconds.
fn duration(text: &str) -> Option<f64> {
    let (value, unit) = text.trim().split_once(' ')?;
    let scale = match unit {
        "s" => 1.0,
        "ms" => 1e-3,
        "µs" | "us" => 1e-6,
        "ns" => 1e-9,
        "ps" => 1e-12,
        _ => return None,
    };
    Some(value.parse::<f64>().ok()? * scale)
}

/// The names and seconds of the lines `  name  1.23 µs`.
pub(super) fn calls(text: &str) -> Vec<(String, f64)> {
    let line = |line: &str| {
        let (name, rest) = line.strip_prefix("  ")?.split_once(' ')?;
        let cost = rest.split(" (").next()?;
        Some((name.to_owned(), duration(cost)?))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_read_from_a_table_with_groups() {
        let table = "\
Timer precision: 20 ns
generate       fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ emit_all    120.5 ms      │ 181.1 ms      │ 131 ms        │ 135.3 ms      │ 23      │ 23
├─ group                     │               │               │               │         │
│  ╰─ inner    28.62 ns      │ 37.14 µs      │ 29.25 ns      │ 31.1 ns       │ 100     │ 1600
╰─ whole       1.1 s         │ 1.3 s         │ 1.207 s       │ 1.21 s        │ 3       │ 3
";
        let shown: Vec<_> = divan_medians(table)
            .iter()
            .map(|(name, median)| format!("{name} {median:e}"))
            .collect();
        insta::assert_snapshot!(shown.join("
"), @r"
        emit_all 1.31e-1
        inner 2.925e-8
        whole 1.207e0
        ");
    }

    #[test]
    fn calls_are_read_from_their_lines() {
        let text =
            "user CPU time for each request, 64 in flight:\n  hyper-util  11.80 µs\n  octoscribe  14.22 µs  (1.21x)\n";
        let shown: Vec<_> = calls(text)
            .iter()
            .map(|(name, cost)| format!("{name} {cost:e}"))
            .collect();
        insta::assert_snapshot!(shown.join("
"), @r"
        hyper-util 1.18e-5
        octoscribe 1.422e-5
        ");
    }
}
