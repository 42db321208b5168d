//! Rows of a table -> the tree of fields that their name paths spell.
//!
//! A nested row becomes a field of the one `object` inside its parent's type; the lists and maps in its name must be the ones that lead
//! there. A row about items or values (`sort_by[]`) constrains them. On a page that states no types every name path is taken as it is. The
//! tree is built without recursion.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::paths::{self, Divided, ObjectPath};
use super::report::Report;
use super::rows::{FlatRow, Shared};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Evidence, EvidenceKind, Field, Object, Parameter, ParameterLocation, Type};
use crate::page::Step;
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
pub(super) fn with_fields(
    rows: &[FlatRow<'_>],
    table: &Table<'_>,
    shared: &Shared<'_>,
    report: &mut Report<'_>,
) -> Type {
    let fields = parameters(rows, table, &|_| ParameterLocation::Body, shared, report);
    let mut ty = table.root.clone();
    if let Some(object) = ty.object_mut() {
        object.fields = fields.into_iter().map(|parameter| parameter.field).collect();
    }
    ty
}

/// Reads the rows of a table as parameters, in the order of the rows. `locate` says where a row at the top of the table goes.
pub(super) fn parameters<'t>(
    rows: &'t [FlatRow<'t>],
    table: &'t Table<'t>,
    locate: &'t dyn Fn(&FlatRow<'_>) -> ParameterLocation,
    shared: &'t Shared<'t>,
    report: &mut Report<'_>,
) -> Vec<Parameter> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut builder = Builder {
        table,
        root: Parent::of(table.root, table.root_name.to_owned(), table.prefix),
        locate,
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

/// A type that rows are nested in, as far as their names have to agree with it.
struct Parent<'t> {
    /// The name that messages use.
    name: String,
    /// What the names of its rows start with.
    prefix: &'t str,
    /// The type, for labels.
    text: String,
    /// Whether the page leaves the type open, so that every name agrees.
    open: bool,
    /// Where the fields are.
    object: ObjectPath,
}

/// A row and the field that it became, on the way into the tree.
struct Node<'t> {
    location: ParameterLocation,
    field: Field,
    /// The fields below it, last one first.
    below: Vec<Field>,
    /// The index of the parent among the nodes, which is lower than those of its children.
    parent: Option<usize>,
    /// Whether it is about the items or values of its parent instead of being a field.
    is_element: bool,
    /// The lists and maps between the parent and the row.
    through: &'t [Step],
    /// Where the fields of an open value are.
    nested: Nested<'t>,
    /// What nested rows have to agree with, from the first nested row on.
    as_parent: Option<Rc<Parent<'t>>>,
}

/// What the names of nested rows say about the value that they are nested in.
#[derive(Clone, Copy)]
enum Nested<'t> {
    /// There are none.
    Nothing,
    /// Its object is inside these lists and maps; the first row that says so.
    Through(&'t [Step], Span),
    /// They don't agree.
    Disagreement,
}

impl<'t> Node<'t> {
    fn new(location: ParameterLocation, field: Field, parent: Option<usize>, through: &'t [Step]) -> Self {
        Self {
            location,
            field,
            below: Vec::new(),
            parent,
            is_element: false,
            through,
            nested: Nested::Nothing,
            as_parent: None,
        }
    }

    /// Adds a field and what its name says; the last field comes first.
    fn add_field(&mut self, field: Field, through: &'t [Step]) {
        self.nested = match self.nested {
            Nested::Through(known, _) if known != through => Nested::Disagreement,
            Nested::Disagreement => Nested::Disagreement,
            _ => Nested::Through(through, field.span),
        };
        self.below.push(field);
    }

    /// Gives an open value of a body the type that its nested rows spell out.
    fn take_type_from_nested(&mut self, report: &mut Report<'_>) {
        let field = &mut self.field;
        let is_whole_body = self.parent.is_none() && field.name == "data";
        let Nested::Through(through, span) = self.nested else {
            return;
        };
        if field.value.ty != Type::Open || self.location != ParameterLocation::Body || is_whole_body {
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
            source: report.location(span),
            text: report.sources.text(span).to_owned(),
        });
    }

    /// The parameter with all that is below it.
    fn finish(mut self) -> Parameter {
        self.below.reverse();
        if let Some(object) = self.field.value.ty.object_mut() {
            object.fields = self.below;
        }
        Parameter {
            location: self.location,
            field: self.field,
        }
    }
}

struct Builder<'a, 'r, 't> {
    table: &'t Table<'t>,
    root: Parent<'t>,
    locate: &'t dyn Fn(&FlatRow<'_>) -> ParameterLocation,
    shared: &'t Shared<'t>,
    report: &'r mut Report<'a>,
    nodes: Vec<Node<'t>>,
    by_path: HashMap<(u8, &'t [Step]), usize>,
    /// Missing parents that have been reported, and rows that were left out.
    missing: HashSet<&'t [Step]>,
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
        let location = above.location;
        let ty = &above.field.value.ty;
        let around = Rc::clone(above.as_parent.get_or_insert_with(|| {
            let name = paths::spell_after(self.table.prefix, divided.parent);
            Rc::new(Parent::of(ty, name, self.table.prefix))
        }));
        if self.is_second(row, location) {
            return;
        }
        if let Err(diagnostic) = around.agree(row, &divided) {
            self.missing.insert(row.steps);
            self.report.push(diagnostic);
            return;
        }
        let field = self
            .shared
            .field(row, divided.field.unwrap_or_default(), location, self.report);
        let is_element = divided.field.is_none();
        if is_element
            && let Some(above) = self.nodes.get_mut(parent)
            && let Err(diagnostic) = around.same_type(row, &field.value.ty, &mut above.field.value.ty, &divided)
        {
            self.report.push(diagnostic);
        }
        let node = Node::new(location, field, Some(parent), divided.through);
        self.insert(row.steps, Node { is_element, ..node });
    }

    /// Adds a row that no other row is the parent of.
    fn add_to_root(&mut self, row: &'t FlatRow<'t>, divided: &Divided<'t>) {
        let Some(name) = divided.field else {
            let message = format!("`{}` is not a field", self.spell(row.steps));
            let help = format!("say what it is in the type of `{}` itself", self.root.name);
            self.report
                .push(Diagnostic::new(Code::OrphanRow, row.span, message).help(help));
            return;
        };
        let location = (self.locate)(row);
        if self.is_second(row, location) {
            return;
        }
        if let Err(diagnostic) = self.root.agree(row, divided) {
            self.missing.insert(row.steps);
            self.report.push(diagnostic);
            return;
        }
        let field = self.shared.field(row, name, location, self.report);
        self.insert(row.steps, Node::new(location, field, None, &[]));
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
            .related(first.field.span, "the first one")
            .help(
                "leave one out; where both a path and a body parameter have this name, an `in` column tells them apart",
            ),
        );
        true
    }

    fn spell(&self, steps: &[Step]) -> String {
        paths::spell_after(self.table.prefix, steps)
    }

    fn insert(&mut self, steps: &'t [Step], node: Node<'t>) {
        self.by_path
            .insert((location_key(node.location), steps), self.nodes.len());
        self.nodes.push(node);
    }

    /// The parent with this path: in the location that the row states, else in the body, the query or the path.
    fn find(&self, path: &'t [Step], row: &FlatRow<'_>) -> Option<usize> {
        let keys = [
            ParameterLocation::Body,
            ParameterLocation::Query,
            ParameterLocation::Path,
        ]
        .map(location_key);
        let is_possible = |key: &u8| row.location.is_none_or(|stated| location_key(stated) == *key);
        let mut keys = keys.into_iter().filter(is_possible);
        keys.find_map(|key| self.by_path.get(&(key, path)).copied())
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
                let location = above.map_or_else(|| (self.locate)(row), |above| above.location);
                let through = paths::divide(part).through;
                self.insert(part, Node::new(location, made_up(name, row.span), parent, through));
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

impl<'t> Parent<'t> {
    fn of(ty: &Type, name: String, prefix: &'t str) -> Self {
        Self {
            name,
            prefix,
            text: short(&ty.to_string()),
            open: *ty == Type::Open,
            object: paths::object_path(ty),
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
        match &self.object {
            ObjectPath::Through(steps) if steps == divided.through => Ok(()),
            object => Err(self.misplaced(row, field, divided.parent, object)),
        }
    }

    /// Says why a field can't be where its name puts it, and where it could be.
    fn misplaced(&self, row: &FlatRow<'_>, field: &str, parent_path: &[Step], object: &ObjectPath) -> Diagnostic {
        let (name, parent) = (paths::spell_after(self.prefix, row.steps), &self.name);
        let (message, help) = match object {
            ObjectPath::Through(steps) => {
                let mut right = parent_path.to_vec();
                right.extend_from_slice(steps);
                right.push(Step::Field(field.to_owned()));
                let right = paths::spell_after(self.prefix, &right);
                (
                    format!("`{name}` is not where `{parent}` has its object"),
                    format!("write `{right}`, or correct the type of `{parent}`"),
                )
            }
            ObjectPath::None => (
                format!("`{name}` is a field, but `{parent}` has no object that it could belong to"),
                "only `object` has fields here; those of a schema belong on the schema's own page".to_owned(),
            ),
            ObjectPath::Ambiguous => (
                format!("`{name}` could belong to several objects of `{parent}`"),
                "move all but one of the objects to schema pages".to_owned(),
            ),
        };
        self.orphan(row.span, message, help)
    }

    /// Whether a row about items or values states the type that its parent gives them.
    fn same_type(
        &self,
        row: &FlatRow<'_>,
        stated: &Type,
        parent: &mut Type,
        divided: &Divided<'_>,
    ) -> Result<(), Diagnostic> {
        if self.open {
            return Ok(());
        }
        let (mut is_there, mut is_same) = (false, *stated == Type::Open);
        paths::descend(parent, divided.through, &mut |inside| {
            is_there = true;
            is_same |= inside.ty == *stated;
        });
        let name = paths::spell_after(self.prefix, row.steps);
        if !is_there {
            let message = format!("`{name}` speaks of items or values that `{}` doesn't have", self.name);
            return Err(self.orphan(row.span, message, "`[]` needs a list and `.*` a map".to_owned()));
        }
        if is_same {
            return Ok(());
        }
        let span = row.ty.map_or(row.span, |cell| cell.span);
        let message = format!("`{name}` has another type than `{}` gives it", self.name);
        Err(self.orphan(span, message, "state the same type in both rows".to_owned()))
    }
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
fn made_up(name: &str, span: Span) -> Field {
    Field {
        name: name.to_owned(),
        required: false,
        value: Type::Open.into(),
        default: None,
        description: String::new(),
        deprecated: false,
        evidence: Vec::new(),
        span,
    }
}

/// Moves every node below its parent, last one first so that a node is whole when it is moved, and returns the ones without a parent.
fn assemble(mut nodes: Vec<Node<'_>>, untyped_request: bool, report: &mut Report<'_>) -> Vec<Parameter> {
    let mut roots = Vec::new();
    while let Some(mut node) = nodes.pop() {
        if untyped_request {
            node.take_type_from_nested(report);
        }
        let (parent, is_element, through) = (node.parent, node.is_element, node.through);
        let parameter = node.finish();
        match parent.and_then(|parent| nodes.get_mut(parent)) {
            Some(parent) if is_element => {
                let Field { value, .. } = parameter.field;
                paths::descend(&mut parent.field.value.ty, through, &mut |inside| {
                    inside.constraints.clone_from(&value.constraints);
                });
            }
            Some(parent) => parent.add_field(parameter.field, through),
            None => roots.push(parameter),
        }
    }
    roots.reverse();
    roots
}
