//! Counts how inferred parameters compare with the true ones.

use std::collections::BTreeMap;
use std::fmt;

use octoscribe_generator::ir::{Endpoint, Field, Parameter, Schemas, SourceLine, Type};

use crate::inference_eval::subtype;

/// How parameters compare.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    parameters: usize,
    exact: usize,
    wider: usize,
    narrower: usize,
    pub(crate) misplaced: usize,
    /// Exact, wider and narrower by the first kind of evidence.
    by_evidence: BTreeMap<&'static str, [usize; 3]>,
    /// What is wrong and where, with the number of rounds that say so.
    findings: BTreeMap<String, usize>,
}

impl Tally {
    /// The share of the parameters that have a type, in tenths of a percent.
    pub(crate) fn typed_per_mille(&self) -> usize {
        self.share(self.exact + self.wider + self.narrower, 1000)
    }

    /// The share of the parameters whose type is narrower than the truth, in hundredths of a percent.
    pub(crate) fn narrower_per_myriad(&self) -> usize {
        self.share(self.narrower, 10_000)
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
            let field = &parameter.field;
            let is_same = |other: &&Parameter| other.field.name == field.name && other.location == parameter.location;
            let path = format!("{} {}", truth.id(), field.name);
            match truth.parameters.iter().find(is_same) {
                Some(known) => self.field(&path, &known.field, field, schemas),
                None => self.misplaced(&format!("{} {path} goes elsewhere", line(&truth.source))),
            }
        }
    }

    /// Counts an endpoint whose stripped page can't be read.
    pub(crate) fn lost(&mut self, truth: &Endpoint) {
        self.misplaced(&format!("{} {} can't be read", line(&truth.source), truth.id()));
    }

    fn misplaced(&mut self, finding: &str) {
        self.parameters += 1;
        self.misplaced += 1;
        *self.findings.entry(finding.to_owned()).or_default() += 1;
    }

    fn field(&mut self, path: &str, truth: &Field, inferred: &Field, schemas: &Schemas<'_>) {
        self.parameters += 1;
        let (ty, true_ty) = (inferred.value.ty.bare(), truth.value.ty.bare());
        if !matches!(ty, Type::Open | Type::Any) {
            let kind = inferred
                .evidence
                .first()
                .map_or("none", |evidence| evidence.kind.as_str());
            let [exact, wider, narrower] = self.by_evidence.entry(kind).or_default();
            if let Some(rejected) = subtype::rejected(inferred, truth, schemas) {
                *narrower += 1;
                self.narrower += 1;
                let stated = truth
                    .evidence
                    .first()
                    .map_or_else(String::new, |evidence| line(&evidence.source));
                let finding = format!("{stated} {path}: `{ty}` by {kind} rejects {rejected} of `{true_ty}`");
                *self.findings.entry(finding).or_default() += 1;
            } else if ty == true_ty && inferred.value.constraints == truth.value.constraints {
                *exact += 1;
                self.exact += 1;
            } else {
                *wider += 1;
                self.wider += 1;
            }
        }
        for field in inferred.fields() {
            if let Some(known) = truth.fields().iter().find(|known| known.name == field.name) {
                self.field(&format!("{path}.{}", field.name), known, field, schemas);
            }
        }
    }

    /// A number as a share of all parameters, rounded.
    fn share(&self, number: usize, whole: usize) -> usize {
        let all = self.parameters.max(1);
        (number * whole + all / 2) / all
    }
}

impl fmt::Display for Tally {
    /// The numbers, a table by evidence, and everything that is narrower than the truth or in another location.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (typed, exact) = (self.typed_per_mille(), self.share(self.exact, 1000));
        let (narrower, misplaced) = (self.narrower_per_myriad(), self.misplaced);
        writeln!(
            f,
            "{} parameters: {}.{}% typed, {}.{}% exact, {}.{:02}% narrower, {misplaced} misplaced\n\nevidence   exact   wider  narrower",
            self.parameters,
            typed / 10,
            typed % 10,
            exact / 10,
            exact % 10,
            narrower / 100,
            narrower % 100,
        )?;
        for (kind, [exact, wider, narrower]) in &self.by_evidence {
            writeln!(f, "{kind:<8}  {exact:>6}  {wider:>6}  {narrower:>8}")?;
        }
        for (finding, rounds) in &self.findings {
            writeln!(f, "{rounds:>3}  {finding}")?;
        }
        Ok(())
    }
}

fn line(source: &SourceLine) -> String {
    format!("{}:{}", source.file, source.line)
}
