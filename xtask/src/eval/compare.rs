//! Counts how inferred parameters compare with the true ones.

use std::collections::BTreeMap;

use octoscribe_generator::ir::{Endpoint, Parameter, Type};
use octoscribe_generator::lower::{Schemas, type_text};
use octoscribe_generator::subtype;

/// How parameters compare.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    parameters: usize,
    exact: usize,
    wider: usize,
    narrower: usize,
    misplaced: usize,
    /// Exact, wider and narrower by the first kind of evidence.
    by_evidence: BTreeMap<&'static str, [usize; 3]>,
    /// What is wrong and where, with the number of rounds that say so.
    findings: BTreeMap<String, usize>,
}

impl Tally {
    /// The line above [`Tally::line`]s.
    pub(crate) const HEADER: &str = "seed  parameters   typed   exact   wider  narrower  misplaced";

    /// The numbers, with shares of all parameters.
    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "{name:<4}  {:>10}  {:>6}  {:>6}  {:>6}  {:>8}  {:>9}",
            self.parameters,
            self.share(self.exact + self.wider + self.narrower),
            self.share(self.exact),
            self.share(self.wider),
            self.fine_share(self.narrower),
            self.misplaced
        )
    }

    /// A table by evidence, and everything that is narrower than the truth or in another place; a line each.
    pub(crate) fn findings(&self) -> Vec<String> {
        let mut lines = vec![String::new(), "evidence   exact   wider  narrower".to_owned()];
        for (kind, [exact, wider, narrower]) in &self.by_evidence {
            lines.push(format!("{kind:<8}  {exact:>6}  {wider:>6}  {narrower:>8}"));
        }
        if !self.findings.is_empty() {
            lines.extend([
                String::new(),
                "narrower or misplaced, with the number of rounds".to_owned(),
            ]);
        }
        let findings = self.findings.iter();
        lines.extend(findings.map(|(finding, rounds)| format!("{rounds:>3}  {finding}")));
        lines
    }

    /// Both tallies together.
    pub(crate) fn add(mut self, other: Self) -> Self {
        self.parameters += other.parameters;
        self.exact += other.exact;
        self.wider += other.wider;
        self.narrower += other.narrower;
        self.misplaced += other.misplaced;
        for (kind, numbers) in other.by_evidence {
            let sums = self.by_evidence.entry(kind).or_default();
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum += number;
            }
        }
        for (finding, rounds) in other.findings {
            *self.findings.entry(finding).or_default() += rounds;
        }
        self
    }

    /// Compares an endpoint with what its stripped page comes to.
    pub(crate) fn endpoint(&mut self, truth: &Endpoint, inferred: &Endpoint, schemas: &Schemas<'_>) {
        for parameter in &inferred.parameters {
            let is_same = |other: &&Parameter| other.name == parameter.name && other.location == parameter.location;
            let id = truth.id();
            let path = format!("{id} {}", parameter.name);
            match truth.parameters.iter().find(is_same) {
                Some(known) => self.parameter(&path, known, parameter, schemas),
                None => self.misplaced(&format!(
                    "{}:{} {path} goes elsewhere",
                    truth.source.file, truth.source.line
                )),
            }
        }
    }

    /// Counts an endpoint whose stripped page can't be read.
    pub(crate) fn lost(&mut self, truth: &Endpoint) {
        self.misplaced(&format!(
            "{}:{} {} can't be read",
            truth.source.file,
            truth.source.line,
            truth.id()
        ));
    }

    fn misplaced(&mut self, finding: &str) {
        self.parameters += 1;
        self.misplaced += 1;
        *self.findings.entry(finding.to_owned()).or_default() += 1;
    }

    fn parameter(&mut self, path: &str, truth: &Parameter, inferred: &Parameter, schemas: &Schemas<'_>) {
        self.parameters += 1;
        if !matches!(inferred.ty, Type::Open | Type::Any) {
            let kind = inferred
                .evidence
                .first()
                .map_or("none", |evidence| evidence.kind.as_str());
            let numbers = self.by_evidence.entry(kind).or_default();
            let [exact, wider, narrower] = numbers;
            if let Some(rejected) = subtype::rejected(inferred, truth, schemas) {
                *narrower += 1;
                self.narrower += 1;
                let place = truth.evidence.first().map_or_else(String::new, |evidence| {
                    format!("{}:{}", evidence.source.file, evidence.source.line)
                });
                let (inferred, truth) = (type_text(&inferred.ty), type_text(&truth.ty));
                let finding = format!("{place} {path}: `{inferred}` by {kind} rejects {rejected} of `{truth}`");
                *self.findings.entry(finding).or_default() += 1;
            } else if inferred.ty == truth.ty && inferred.constraints == truth.constraints {
                *exact += 1;
                self.exact += 1;
            } else {
                *wider += 1;
                self.wider += 1;
            }
        }
        for field in &inferred.fields {
            if let Some(known) = truth.fields.iter().find(|known| known.name == field.name) {
                self.parameter(&format!("{path}.{}", field.name), known, field, schemas);
            }
        }
    }

    /// A number as a share of all parameters, in percent and with one decimal.
    fn share(&self, number: usize) -> String {
        let tenths = self.rounded(number * 1000);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    /// The same with two decimals.
    fn fine_share(&self, number: usize) -> String {
        let hundredths = self.rounded(number * 10_000);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    }

    fn rounded(&self, number: usize) -> usize {
        let all = self.parameters.max(1);
        (number + all / 2) / all
    }
}
