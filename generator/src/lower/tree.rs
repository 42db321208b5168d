//! Rows of a table -> the tree of fields that their name paths spell.
//!
//! A nested row becomes a field of the one `object` inside its parent's type; the lists and maps in its name must be the ones that lead
//! there. A row about items or values (`sort_by[]`) constrains them. On a page that states no types every name path is taken as it is. The
//! depth of the recursion is bounded by the steps that a name path may have.

use std::cell::Cell;

// Tables are many and small: their hashes would take a tenth of lowering otherwise.
use rapidhash::{RapidHashMap as HashMap, RapidHashSet as HashSet};

use super::paths::{self, Divided, ObjectPath};
use super::report::Report;
use super::rows::{Shared, made_up_parent};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Evidence, EvidenceKind, Field, Object, Parameter, ParameterLocation, REST, Type};
use crate::page::{Row, Step};
use crate::source::Span;
use crate::suggest::short;

/// The table around the rows.
pub(super) struct Table<'a> {
    /// What the rows without a parent row are fields of: an object for an endpoint's parameters, otherwise the type of the response or the
    /// schema.
    pub(super) root: &'a Type,
    /// What people call the root, for messages.
    pub(super) root_name: &'a str,
    /// What names start with in front of their steps: the status of a response.
    pub(super) prefix: &'a str,
    /// Whether the page states types. If it doesn't, parents without a row of their own are made up.
    pub(super) typed: bool,
}

/// Reads the rows of a table into its root type: that of a response or a schema.
pub(super) fn with_fields(rows: &[&Row], table: &Table<'_>, shared: &Shared<'_>, report: &mut Report<'_>) -> Type {
    let made_up = missing_parents(rows, table);
    let mut builder = Builder::new(rows, &made_up, table, shared, report);
    let mut root = Field {
        value: table.root.clone().into(),
        ..Field::default()
    };
    builder.fill(&mut root, &[], ParameterLocation::Body);
    builder.report_orphans();
    root.value.ty
}

/// What further entries beside fields hold. Without fields, there is nothing that they could be beside.
fn rest_of(mut field: Field, fields: &[Field], report: &mut Report<'_>) -> Option<Box<Field>> {
    if fields.is_empty() {
        let ty = &field.value.ty;
        report
            .add(Code::OrphanRow, field.span, "an object without other rows is a map")
            .help(format!("write `map({ty})` instead of `object`, and leave this row out"));
        return None;
    }
    REST.clone_into(&mut field.name);
    field.required = false;
    Some(Box::new(field))
}

/// Reads the rows of a table as parameters, in the order of the rows. `locate` says where a row at the top of the table goes.
pub(super) fn parameters(
    rows: &[&Row],
    table: &Table<'_>,
    locate: &dyn Fn(&Row) -> ParameterLocation,
    shared: &Shared<'_>,
    report: &mut Report<'_>,
) -> Vec<Parameter> {
    let made_up = missing_parents(rows, table);
    let mut builder = Builder::new(rows, &made_up, table, shared, report);
    let root = Parent::of(table.root, table.root_name.to_owned());
    let mut parameters = Vec::new();
    for row in builder.waiting.remove(&[][..]).unwrap_or_default() {
        let divided = paths::divide(row.steps());
        if divided.field.is_none() {
            builder.report_no_field(row);
            continue;
        }
        let location = locate(row);
        let field = builder.field(row, &divided, &root, location);
        let style = row.style;
        parameters.extend(field.map(|field| (row.steps(), Parameter { location, style, field })));
    }
    // A nested row that doesn't say where it goes belongs to the body before it belongs to the query or the path.
    for location in [
        ParameterLocation::Body,
        ParameterLocation::Query,
        ParameterLocation::Path,
    ] {
        for (steps, parameter) in &mut parameters {
            if parameter.location == location {
                builder.fill(&mut parameter.field, steps, location);
            }
        }
    }
    builder.report_orphans();
    parameters.into_iter().map(|(_, parameter)| parameter).collect()
}

/// The parents that have no row of their own, which a page that states no types may leave out.
fn missing_parents(rows: &[&Row], table: &Table<'_>) -> Vec<Row> {
    if table.typed {
        return Vec::new();
    }
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.steps().len());
    let mut known: HashSet<&[Step]> = rows.iter().map(|row| row.steps()).collect();
    let mut made_up = Vec::new();
    for row in rows {
        for end in 1..row.steps().len() {
            let steps = row.steps().get(..end).unwrap_or_default();
            if matches!(steps.last(), Some(Step::Field(_))) && known.insert(steps) {
                made_up.push(made_up_parent(row, steps));
            }
        }
    }
    made_up
}

/// A type that rows are nested in, as far as their names have to agree with it.
struct Parent {
    /// The name that messages use.
    name: String,
    /// The type, for labels.
    text: String,
    /// Whether the page leaves the type open, so that every name agrees.
    open: bool,
    /// Where the fields are.
    object: ObjectPath,
    /// Whether a row that can't be one of its fields has been reported; the others have the same cause.
    is_reported: Cell<bool>,
}

struct Builder<'a, 'r, 't> {
    table: &'t Table<'t>,
    shared: &'t Shared<'t>,
    report: &'r mut Report<'a>,
    /// The nested rows that aren't below their parent yet, by the path of the parent.
    waiting: HashMap<&'t [Step], Vec<&'t Row>>,
    /// The same rows by their names in lower case.
    lower_case: HashMap<String, (&'t [Step], Span)>,
    /// The rows that became fields.
    seen: HashMap<(ParameterLocation, &'t [Step]), Span>,
    /// Missing parents that have been reported, and rows that were left out.
    missing: HashSet<&'t [Step]>,
}

impl<'a, 'r, 't> Builder<'a, 'r, 't> {
    /// Starts on the rows of a table, and those that were made up.
    fn new(
        rows: &[&'t Row],
        made_up: &'t [Row],
        table: &'t Table<'t>,
        shared: &'t Shared<'t>,
        report: &'r mut Report<'a>,
    ) -> Self {
        // Parents before children, wherever the table has them.
        let mut by_depth: Vec<&Row> = rows.iter().copied().chain(made_up).collect();
        by_depth.sort_by_key(|row| row.steps().len());
        let mut waiting: HashMap<&[Step], Vec<&Row>> = HashMap::default();
        for row in by_depth {
            waiting.entry(paths::divide(row.steps()).parent).or_default().push(row);
        }
        Self {
            table,
            shared,
            report,
            waiting,
            seen: HashMap::default(),
            lower_case: HashMap::default(),
            missing: HashSet::default(),
        }
    }

    /// Reports a row at the top of the table that is about the items or values of the root.
    fn report_no_field(&mut self, row: &Row) {
        let message = format!("`{}` is not a field", self.spell(row.steps()));
        let help = format!("say what it is in the type of `{}` itself", self.table.root_name);
        self.report.add(Code::OrphanRow, row.name.span, message).help(help);
    }

    /// Reads a row into a field of its parent; `None` for a row that has to be left out.
    fn field(
        &mut self,
        row: &'t Row,
        divided: &Divided<'_>,
        parent: &Parent,
        location: ParameterLocation,
    ) -> Option<Field> {
        if let Some(&first) = self.seen.get(&(location, row.steps())) {
            let message = format!("`{}` has two rows", self.spell(row.steps()));
            self.report
                .add(Code::Duplicate, row.name.span, message)
                .label("the second one")
                .related(first, "the first one")
                .help("leave one out; where both a path and a body parameter have this name, an `in` column tells them apart");
            return None;
        }
        if !self.agrees(row, divided, parent) {
            self.missing.insert(row.steps());
            return None;
        }
        self.seen.insert((location, row.steps()), row.name.span);
        let lower = self.spell(row.steps()).to_lowercase();
        if let Some(&first) = self
            .lower_case
            .get(&lower)
            .filter(|(steps, _)| *steps != row.steps())
            .map(|(_, span)| span)
        {
            let message = format!(
                "`{}` differs from another row in upper and lower case only",
                self.spell(row.steps())
            );
            let found = self.report.add(Code::SuspectValue, row.name.span, message);
            found
                .related(first, "the other row")
                .help("leave one out, if they are the same");
        } else {
            self.lower_case.insert(lower, (row.steps(), row.name.span));
        }
        if self.table.typed && row.ty.is_none() {
            let message = format!(
                "`{}` states no type, so that any value is accepted",
                self.spell(row.steps())
            );
            self.report
                .add(Code::NoType, row.name.span, message)
                .help("write its type, or `any` if that is meant");
        }
        let name = divided.field.unwrap_or_default();
        Some(self.shared.field(row, name, location, self.report))
    }

    /// Adds the rows below a field to its type.
    fn fill(&mut self, field: &mut Field, path: &'t [Step], location: ParameterLocation) {
        let Some(rows) = self.waiting.remove(path) else { return };
        let is_here = |row: &&Row| row.stated_location().is_none_or(|stated| stated == location);
        let (rows, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_here);
        if !others.is_empty() {
            self.waiting.insert(path, others);
        }
        let name = if path.is_empty() {
            self.table.root_name.to_owned()
        } else {
            self.spell(path)
        };
        let parent = Parent::of(&field.value.ty, name);
        let mut fields = Vec::new();
        let mut objects = Vec::new();
        let mut rest = None;
        for row in rows {
            let divided = paths::divide(row.steps());
            if path.is_empty() && divided.field.is_none() && !parent.has_rest(&divided) {
                self.report_no_field(row);
                continue;
            }
            let Some(mut inner) = self.field(row, &divided, &parent, location) else {
                continue;
            };
            if parent.has_rest(&divided) {
                rest = Some(inner);
                continue;
            }
            if divided.field.is_none() {
                self.check_same_type(row, &inner.value.ty, &mut field.value.ty, &divided, &parent);
                paths::descend(&mut field.value.ty, divided.through, &mut |inside| {
                    inside.constraints.clone_from(&inner.value.constraints);
                });
                continue;
            }
            self.fill(&mut inner, row.steps(), location);
            objects.push((divided.through, row.name.span));
            fields.push(inner);
        }
        let is_whole_body = path.len() == 1 && field.name == "data";
        if self.shared.request && !self.table.typed && location == ParameterLocation::Body && !is_whole_body {
            self.take_type_from_nested(field, &objects);
        }
        if let Some(object) = field.value.ty.object_mut() {
            object.rest = rest.and_then(|rest| rest_of(rest, &fields, self.report));
            object.fields = fields;
        }
    }

    /// Gives an open value the type that its nested rows spell out: they come with the lists and maps in their names, and must agree.
    fn take_type_from_nested(&self, field: &mut Field, objects: &[(&[Step], Span)]) {
        let Some(&(through, span)) = objects.first() else {
            return;
        };
        if field.value.ty != Type::Open || objects.iter().any(|(other, _)| *other != through) {
            return;
        }
        let object = Type::Object(Object::default());
        field.value.ty = through.iter().rev().fold(object, |inside, step| match step {
            Step::Items => inside.list(),
            Step::Values => inside.map(),
            Step::Field(_) => inside,
        });
        field.evidence.push(Evidence {
            kind: EvidenceKind::Nested,
            source: self.report.location(span),
            text: self.report.sources.text(span).to_owned(),
        });
    }

    /// Reports the missing parents, each at the first of its rows. Rows below a row that was left out are not reported again.
    fn report_orphans(&mut self) {
        let mut orphans: Vec<_> = std::mem::take(&mut self.waiting).into_iter().collect();
        orphans.sort_by_key(|(parent, rows)| (parent.len(), rows.first().map(|row| row.name.span.start)));
        for (parent, rows) in orphans {
            self.missing.extend(rows.iter().map(|row| row.steps()));
            let Some(row) = rows.first().filter(|_| self.missing.insert(parent)) else {
                continue;
            };
            let (name, parent) = (self.spell(row.steps()), self.spell(parent));
            let message = format!("`{name}` belongs to `{parent}`, which has no row");
            self.report
                .add(Code::OrphanRow, row.name.span, message)
                .label(format!("no row is called `{parent}`"))
                .help(format!("add a row `{parent}` that states its type"));
        }
    }

    fn report_misplaced(&mut self, parent: &Parent, span: Span, message: String, help: &str) -> &mut Diagnostic {
        let label = format!("`{}` is `{}`", parent.name, parent.text);
        let found = self.report.add(Code::OrphanRow, span, message);
        found.label(label).help(help)
    }

    /// Whether the lists and maps in the name of a field are those of its parent's type; reports why a field can't be where its name puts
    /// it, and where it could be.
    fn agrees(&mut self, row: &Row, divided: &Divided<'_>, parent: &Parent) -> bool {
        let Some(field) = divided.field.filter(|_| !parent.open) else {
            return true;
        };
        let (name, whole) = (self.spell(row.steps()), &parent.name);
        let is_same_cause = !matches!(parent.object, ObjectPath::Through(_)) && parent.is_reported.replace(true);
        match &parent.object {
            _ if is_same_cause => {}
            ObjectPath::Through(steps) if steps == divided.through => return true,
            ObjectPath::Through(steps) => {
                let mut right = divided.parent.to_vec();
                right.extend_from_slice(steps);
                right.push(Step::Field(field.to_owned()));
                let right = self.spell(&right);
                let message = format!("`{name}` is not where `{whole}` has its object");
                let help = format!("write `{right}`, or correct the type of `{whole}`");
                self.report_misplaced(parent, row.name.span, message, &help)
                    .edit(row.name.span, right);
            }
            ObjectPath::None => {
                let message = format!("`{name}` is a field, but `{whole}` has no object that it could belong to");
                let help = "only `object` has fields here; those of a schema belong on the schema's own page";
                self.report_misplaced(parent, row.name.span, message, help);
            }
            ObjectPath::Ambiguous => {
                let message = format!("`{name}` could belong to several objects of `{whole}`");
                let help = "move all but one of the objects to schema pages";
                self.report_misplaced(parent, row.name.span, message, help);
            }
        }
        false
    }

    /// Reports a row about items or values whose type isn't the one that its parent gives them.
    fn check_same_type(&mut self, row: &Row, stated: &Type, ty: &mut Type, divided: &Divided<'_>, parent: &Parent) {
        if parent.open {
            return;
        }
        let (mut is_there, mut is_same) = (false, *stated == Type::Open);
        paths::descend(ty, divided.through, &mut |inside| {
            is_there = true;
            is_same |= inside.ty == *stated;
        });
        let (name, whole) = (self.spell(row.steps()), &parent.name);
        if !is_there {
            let message = format!("`{name}` speaks of items or values that `{whole}` doesn't have");
            self.report_misplaced(parent, row.name.span, message, "`[]` needs a list and `.*` a map");
        } else if !is_same {
            let span = row.ty.as_ref().map_or(row.name.span, |cell| cell.span);
            let message = format!("`{name}` has another type than `{whole}` gives it");
            self.report_misplaced(parent, span, message, "state the same type in both rows");
        }
    }

    fn spell(&self, steps: &[Step]) -> String {
        paths::spell_after(self.table.prefix, steps)
    }
}

impl Parent {
    fn of(ty: &Type, name: String) -> Self {
        Self {
            name,
            text: short(&ty.to_string()),
            open: *ty == Type::Open,
            object: paths::object_path(ty),
            is_reported: Cell::new(false),
        }
    }

    /// Whether a row speaks of the entries beside the fields of the type's object.
    fn has_rest(&self, divided: &Divided<'_>) -> bool {
        let (last, before) = match divided.through.split_last() {
            Some((last, before)) if divided.field.is_none() => (last, before),
            _ => return false,
        };
        *last == Step::Values && matches!(&self.object, ObjectPath::Through(steps) if steps == before)
    }
}
