//! Rows of a table -> the tree of parameters that their name paths spell.
//!
//! A nested row becomes a field of the one `object` inside its parent's type; the lists and maps in its name must be the ones that lead
//! there. On a page that states no types every name path is taken as it is. The tree is built without recursion.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::paths::{self, Divided, ObjectPlace};
use super::report::{Report, short};
use super::rows::{FlatRow, Shared};
use super::types::type_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Constraints, Evidence, EvidenceKind, Parameter, ParameterLocation, Type};
use crate::page::Step;
use crate::source::Span;

/// The table around the rows.
pub(super) struct Table<'a> {
    /// What the rows without a parent row are fields of: [`Type::Object`] for an endpoint's parameters, otherwise the type of the
    /// response or the schema.
    pub(super) root: &'a Type,
    /// What people call the root, for messages.
    pub(super) root_name: &'a str,
    /// What names start with in front of their steps: the status of a response.
    pub(super) prefix: &'a str,
    /// Whether the page states types. If it doesn't, parents without a row of their own are made up.
    pub(super) typed: bool,
    /// Where a row at the top of the table goes.
    pub(super) locate: &'a dyn Fn(&FlatRow<'_>) -> ParameterLocation,
}

/// A type that rows are nested in, as far as their names have to agree with it.
struct Shape<'t> {
    /// The parent's own name.
    name: String,
    /// What the names of its rows start with.
    prefix: &'t str,
    /// The parent's type, for labels.
    text: String,
    /// Whether the page leaves the type open, so that every name agrees.
    open: bool,
    /// Where the fields are.
    place: ObjectPlace,
}

/// A row and the parameter it became, on the way into the tree.
struct Node<'t> {
    parameter: Parameter,
    /// The place of the parent among the nodes, which is in front of its children's.
    parent: Option<usize>,
    /// Whether it says something about the items or values of its parent instead of being a field.
    element: bool,
    /// The lists and maps between the parent and a field.
    through: &'t [Step],
    /// Where the fields of an open value are.
    nested: Nested<'t>,
    /// The shape of the type, from the first nested row on.
    shape: Option<Rc<Shape<'t>>>,
}

/// What the names of nested rows say about the value that they are nested in.
#[derive(Clone, Copy)]
enum Nested<'t> {
    /// There are none.
    Nothing,
    /// Its object is behind these lists and maps; the first row that says so.
    Through(&'t [Step], Span),
    /// They don't agree.
    Disagreement,
}

impl<'t> Node<'t> {
    fn new(parameter: Parameter, parent: Option<usize>, element: bool, through: &'t [Step]) -> Self {
        Self {
            parameter,
            parent,
            element,
            through,
            nested: Nested::Nothing,
            shape: None,
        }
    }

    /// Takes in what the name of a field says; the last field comes first.
    fn note_field(&mut self, through: &'t [Step], span: Span) {
        self.nested = match self.nested {
            Nested::Through(known, _) if known != through => Nested::Disagreement,
            Nested::Disagreement => Nested::Disagreement,
            _ => Nested::Through(through, span),
        };
    }

    /// Gives an open value of a body the type that its nested rows spell out.
    fn take_type_from_nested(&mut self, report: &mut Report<'_>) {
        let parameter = &mut self.parameter;
        let is_whole_body = self.parent.is_none() && parameter.name == "data";
        let Nested::Through(through, span) = self.nested else {
            return;
        };
        if parameter.ty != Type::Open || parameter.location != ParameterLocation::Body || is_whole_body {
            return;
        }
        parameter.ty = through.iter().rev().fold(Type::Object, |inside, step| match step {
            Step::Items => Type::List(Box::new(inside)),
            Step::Values => Type::Map(Box::new(inside)),
            Step::Field(_) => inside,
        });
        parameter.evidence.push(Evidence {
            kind: EvidenceKind::Nested,
            source: report.location(span),
            text: report.sources.text(span).to_owned(),
        });
    }
}

struct Builder<'a, 'r, 't> {
    table: &'t Table<'t>,
    root: Shape<'t>,
    shared: &'t Shared<'t>,
    report: &'r mut Report<'a>,
    nodes: Vec<Node<'t>>,
    by_path: HashMap<(u8, &'t [Step]), usize>,
    /// Missing parents that have been reported, and rows that were left out.
    missing: HashSet<&'t [Step]>,
}

/// Builds the tree of a table: the fields of its root in the order of the rows.
pub(super) fn build<'t>(
    rows: &'t [FlatRow<'t>],
    table: &'t Table<'t>,
    shared: &'t Shared<'t>,
    report: &mut Report<'_>,
) -> Vec<Parameter> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut builder = Builder {
        table,
        root: Shape::of(table.root, table.root_name.to_owned(), table.prefix),
        shared,
        report,
        nodes: Vec::with_capacity(rows.len()),
        by_path: HashMap::with_capacity(rows.len()),
        missing: HashSet::new(),
    };
    // Parents before children, wherever the table has them.
    let mut by_depth: Vec<&FlatRow<'_>> = rows.iter().collect();
    by_depth.sort_by_key(|row| row.steps.len());
    for row in by_depth {
        builder.add(row);
    }
    let untyped_request = shared.request && !table.typed;
    assemble(builder.nodes, untyped_request, builder.report)
}

impl<'t> Builder<'_, '_, 't> {
    fn add(&mut self, row: &'t FlatRow<'t>) {
        let divided = paths::divide(row.steps);
        if divided.parent.is_empty() {
            self.add_to_root(row, &divided);
            return;
        }
        let Some(parent) = self
            .find(divided.parent, row)
            .or_else(|| self.make_up(divided.parent, row))
        else {
            self.complain_about_missing_parent(row, divided.parent);
            return;
        };
        let Some(above) = self.nodes.get_mut(parent) else {
            return;
        };
        let location = above.parameter.location;
        let ty = &above.parameter.ty;
        let shape = Rc::clone(above.shape.get_or_insert_with(|| {
            let name = paths::spell_behind(self.table.prefix, divided.parent);
            Rc::new(Shape::of(ty, name, self.table.prefix))
        }));
        if self.is_second(row, location) {
            return;
        }
        if let Err(diagnostic) = shape.agree(row, &divided) {
            self.missing.insert(row.steps);
            self.report.push(diagnostic);
            return;
        }
        let parameter = self.shared.parameter(row, &own_name(&divided), location, self.report);
        if divided.field.is_none()
            && let Some(above) = self.nodes.get(parent)
            && let Err(diagnostic) = shape.same_type(row, &parameter.ty, &above.parameter.ty, &divided)
        {
            self.report.push(diagnostic);
        }
        let element = divided.field.is_none();
        self.insert(row.steps, Node::new(parameter, Some(parent), element, divided.through));
    }

    /// Adds a row that no other row is the parent of.
    fn add_to_root(&mut self, row: &'t FlatRow<'t>, divided: &Divided<'t>) {
        if divided.field.is_none() {
            let message = format!("`{}` is not a field", self.spell(row.steps));
            let help = format!("say what it is in the type of `{}` itself", self.root.name);
            self.report
                .push(Diagnostic::new(Code::OrphanRow, row.span, message).help(help));
            return;
        }
        let location = (self.table.locate)(row);
        if self.is_second(row, location) {
            return;
        }
        if let Err(diagnostic) = self.root.agree(row, divided) {
            self.missing.insert(row.steps);
            self.report.push(diagnostic);
            return;
        }
        let parameter = self.shared.parameter(row, &own_name(divided), location, self.report);
        self.insert(row.steps, Node::new(parameter, None, false, &[]));
    }

    /// Reports the second row of the same name in the same place.
    fn is_second(&mut self, row: &FlatRow<'t>, location: ParameterLocation) -> bool {
        let first = self.by_path.get(&(location_key(location), row.steps));
        let Some(first) = first.and_then(|&first| self.nodes.get(first)) else {
            return false;
        };
        self.report.push(
            Diagnostic::new(
                Code::Duplicate,
                row.span,
                format!("`{}` has two rows", self.spell(row.steps)),
            )
            .label("the second one")
            .related(first.parameter.span, "the first one")
            .help(
                "leave one out; where both a path and a body parameter have this name, an `in` column tells them apart",
            ),
        );
        true
    }

    fn spell(&self, steps: &[Step]) -> String {
        paths::spell_behind(self.table.prefix, steps)
    }

    fn insert(&mut self, steps: &'t [Step], node: Node<'t>) {
        self.by_path
            .insert((location_key(node.parameter.location), steps), self.nodes.len());
        self.nodes.push(node);
    }

    /// The parent with this path: in the place that the row states, else in the body, the query or the path.
    fn find(&self, path: &'t [Step], row: &FlatRow<'_>) -> Option<usize> {
        let places = [
            ParameterLocation::Body,
            ParameterLocation::Query,
            ParameterLocation::Path,
        ];
        places
            .into_iter()
            .filter(|place| {
                row.location
                    .is_none_or(|stated| location_key(stated) == location_key(*place))
            })
            .find_map(|place| self.by_path.get(&(location_key(place), path)).copied())
    }

    /// Makes up a parent and its parents, on a page that states no types.
    fn make_up(&mut self, path: &'t [Step], row: &'t FlatRow<'t>) -> Option<usize> {
        if self.table.typed {
            return None;
        }
        let mut parent = None;
        for end in 1..=path.len() {
            let part = path.get(..end)?;
            let Some(Step::Field(name)) = part.last() else { continue };
            let known = self.find(part, row);
            if known.is_none() {
                let above = parent.and_then(|above: usize| self.nodes.get(above));
                let location = above.map_or_else(|| (self.table.locate)(row), |above| above.parameter.location);
                let parameter = made_up(name, location, row.span);
                let through = paths::divide(part).through;
                self.insert(part, Node::new(parameter, parent, false, through));
            }
            parent = known.or(self.nodes.len().checked_sub(1));
        }
        parent
    }

    /// Reports a parent once, at the first of its rows; rows below a row that was left out are not reported again.
    fn complain_about_missing_parent(&mut self, row: &FlatRow<'t>, parent: &'t [Step]) {
        self.missing.insert(row.steps);
        if !self.missing.insert(parent) {
            return;
        }
        let (name, parent) = (self.spell(row.steps), self.spell(parent));
        let message = format!("`{name}` belongs to `{parent}`, which has no row");
        self.report.push(
            Diagnostic::new(Code::OrphanRow, row.span, message)
                .label(format!("no row is called `{parent}`"))
                .help(format!("add a row `{parent}` that states its type")),
        );
    }
}

impl<'t> Shape<'t> {
    fn of(ty: &Type, name: String, prefix: &'t str) -> Self {
        Self {
            name,
            prefix,
            text: short(&type_text(ty)),
            open: *ty == Type::Open,
            place: paths::object_place(ty),
        }
    }

    fn orphan(&self, span: Span, message: String, help: String) -> Diagnostic {
        let label = format!("`{}` is `{}`", self.name, self.text);
        Diagnostic::new(Code::OrphanRow, span, message).label(label).help(help)
    }

    /// Whether the lists and maps in the name of a field are those of its parent's type.
    fn agree(&self, row: &FlatRow<'_>, divided: &Divided<'_>) -> Result<(), Diagnostic> {
        let Some(field) = divided.field.filter(|_| !self.open) else {
            return Ok(());
        };
        match &self.place {
            ObjectPlace::Behind(steps) if steps == divided.through => Ok(()),
            place => Err(self.misplaced(row, field, divided.parent, place)),
        }
    }

    /// Says why a field can't be where its name puts it, and where it could be.
    fn misplaced(&self, row: &FlatRow<'_>, field: &str, parent_path: &[Step], place: &ObjectPlace) -> Diagnostic {
        let (name, parent) = (paths::spell_behind(self.prefix, row.steps), &self.name);
        let (message, help) = match place {
            ObjectPlace::Behind(steps) => {
                let mut right = parent_path.to_vec();
                right.extend_from_slice(steps);
                right.push(Step::Field(field.to_owned()));
                let right = paths::spell_behind(self.prefix, &right);
                (
                    format!("`{name}` is not where `{parent}` has its object"),
                    format!("write `{right}`, or correct the type of `{parent}`"),
                )
            }
            ObjectPlace::Nowhere => (
                format!("`{name}` is a field, but `{parent}` has no object that it could belong to"),
                "only `object` has fields here; those of a schema stand on the schema's own page".to_owned(),
            ),
            ObjectPlace::Ambiguous => (
                format!("`{name}` could belong to several objects of `{parent}`"),
                "move all but one of the objects to schema pages".to_owned(),
            ),
        };
        self.orphan(row.span, message, help)
    }

    /// Whether a row about items or values states the type that its parent gives them.
    fn same_type(&self, row: &FlatRow<'_>, ty: &Type, parent: &Type, divided: &Divided<'_>) -> Result<(), Diagnostic> {
        if self.open {
            return Ok(());
        }
        let inside = paths::descend(parent, divided.through);
        let name = paths::spell_behind(self.prefix, row.steps);
        if inside.is_empty() {
            let message = format!("`{name}` speaks of items or values that `{}` doesn't have", self.name);
            return Err(self.orphan(row.span, message, "`[]` needs a list and `.*` a map".to_owned()));
        }
        if *ty == Type::Open || inside.contains(&ty) {
            return Ok(());
        }
        let span = row.ty.map_or(row.span, |cell| cell.span);
        let message = format!("`{name}` has another type than `{}` gives it", self.name);
        Err(self.orphan(span, message, "state the same type in both rows".to_owned()))
    }
}

/// The last field of the name, or the lists and maps of a row about items or values.
fn own_name(divided: &Divided<'_>) -> String {
    divided
        .field
        .map_or_else(|| paths::spell(divided.through), str::to_owned)
}

/// A whole body counts as a body: a table can't have both.
fn location_key(location: ParameterLocation) -> u8 {
    match location {
        ParameterLocation::Path => 0,
        ParameterLocation::Query => 1,
        ParameterLocation::Body | ParameterLocation::WholeBody => 2,
    }
}

/// A parent that an untyped page has no row for.
fn made_up(name: &str, location: ParameterLocation, span: Span) -> Parameter {
    Parameter {
        name: name.to_owned(),
        location,
        required: false,
        ty: Type::Open,
        constraints: Constraints::default(),
        default: None,
        description: String::new(),
        deprecated: false,
        evidence: Vec::new(),
        fields: Vec::new(),
        elements: Vec::new(),
        span,
    }
}

/// Hangs every node below its parent, last one first so that a node is whole when it is moved, and gives the ones without a parent.
fn assemble(mut nodes: Vec<Node<'_>>, untyped_request: bool, report: &mut Report<'_>) -> Vec<Parameter> {
    let mut roots = Vec::new();
    while let Some(mut node) = nodes.pop() {
        node.parameter.fields.reverse();
        node.parameter.elements.reverse();
        if untyped_request {
            node.take_type_from_nested(report);
        }
        match node.parent.and_then(|parent| nodes.get_mut(parent)) {
            Some(parent) if node.element => parent.parameter.elements.push(node.parameter),
            Some(parent) => {
                parent.note_field(node.through, node.parameter.span);
                parent.parameter.fields.push(node.parameter);
            }
            None => roots.push(node.parameter),
        }
    }
    roots.reverse();
    roots
}
