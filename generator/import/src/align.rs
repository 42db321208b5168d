//! What a source says, laid out as the pages are: the same schemas in the same places under the same names.
//!
//! A source and a tree of pages need not agree on what has a page. Where a page refers to a schema that the source doesn't have, the
//! source's object or enum at that place is that schema; where the page has rows, a component of the source is taken apart. So the layout
//! is the pages' business alone, and what differs afterwards is a fact.

use std::collections::{BTreeMap, HashSet};
use std::mem::discriminant;

use octoscribe_generator::ir::{Api, Endpoint, Field, Object, Parameter, Response, Schema, Schemas, Type, Value};

use crate::combine::{either, fields, has_fields, members, union, without_rules};

/// Lays `theirs` out as `ours`, taking apart only the components in `may_open`, where that is known; and those that were taken apart. Schemas
/// that nothing refers to are left out.
///
/// Pages that spell out what the source spelled out at its last import follow it when it makes a component of that. Pages that spelled out
/// a component go on doing so.
pub(crate) fn align(theirs: &Api, ours: &Api, may_open: Option<&HashSet<String>>) -> (Api, HashSet<String>) {
    let mut aligner = Aligner {
        theirs: Schemas::of(theirs),
        ours: Schemas::of(ours),
        seen: HashSet::new(),
        waiting: Vec::new(),
        opened: Vec::new(),
        may_open,
        have_been_opened: HashSet::new(),
    };
    let mut api = Api::default();
    for endpoint in &theirs.endpoints {
        let page = ours.endpoint(&endpoint.id()).or_else(|| {
            let route = endpoint.route_key();
            ours.endpoints.iter().find(|page| page.route_key() == route)
        });
        api.endpoints.push(aligner.endpoint(endpoint, page));
    }
    for webhook in &theirs.webhooks {
        let mut webhook = webhook.clone();
        let page = ours.webhook(&webhook.id()).map(|page| &page.payload.value.ty);
        webhook.payload.value = aligner.value(&webhook.payload.value, page);
        api.webhooks.push(webhook);
    }
    let mut found: BTreeMap<String, Type> = BTreeMap::new();
    while let Some((name, found_as)) = aligner.waiting.pop() {
        let page = aligner.ours.get(&name);
        let ty = match found_as {
            Found::Component(component) => {
                let ty = aligner.theirs.get(&component).cloned().unwrap_or(Type::Any);
                // Null is said where the schema is used.
                let bare = ty
                    .without_null()
                    .filter(|_| page.is_some_and(|page| !page.is_nullable()));
                bare.unwrap_or(ty)
            }
            // Null was taken off where the schema is used.
            Found::Inline(ty) if page.is_some_and(Type::is_nullable) => union([ty, Type::Null]),
            Found::Inline(ty) => ty,
        };
        let ty = aligner.ty(&ty, page);
        let ty = match found.remove(&name) {
            // A string takes what an enum takes, whichever is found first.
            Some(other) if ty == Type::String => either(ty.into(), other.into()).ty,
            Some(other) => either(other.into(), ty.into()).ty,
            None => ty,
        };
        found.insert(name, ty);
    }
    let schema = |(name, ty): (String, Type)| Schema {
        description: theirs
            .schema(&name)
            .map_or_else(String::new, |schema| schema.description.clone()),
        name,
        value: ty.into(),
        ..Schema::default()
    };
    api.schemas = found.into_iter().map(schema).collect();
    without_rules_for_responses(&mut api);
    (api, aligner.have_been_opened)
}

/// Takes constraints and defaults from what is only received: pages state those of what is sent.
fn without_rules_for_responses(api: &mut Api) {
    let parameters = api.endpoints.iter().flat_map(|endpoint| &endpoint.parameters);
    let sent = api.reached(parameters.map(|parameter| &parameter.field.value.ty));
    let sent: HashSet<String> = sent.into_iter().map(str::to_owned).collect();
    let received = api.schemas.iter_mut().filter(|schema| !sent.contains(&schema.name));
    let bodies = api
        .endpoints
        .iter_mut()
        .flat_map(|endpoint| &mut endpoint.responses)
        .filter_map(|response| response.body.as_mut());
    let payloads = api.webhooks.iter_mut().map(|webhook| &mut webhook.payload);
    received
        .chain(payloads)
        .map(|schema| &mut schema.value)
        .chain(bodies)
        .for_each(without_rules);
}

/// What is the value of a schema page.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Found {
    /// A component of the source.
    Component(String),
    /// What the source spells out somewhere.
    Inline(Type),
}

struct Aligner<'a> {
    theirs: Schemas<'a>,
    ours: Schemas<'a>,
    /// The values found for each schema so far.
    seen: HashSet<(String, Found)>,
    /// Those of them that aren't laid out yet.
    waiting: Vec<(String, Found)>,
    /// The components that are being taken apart.
    opened: Vec<String>,
    may_open: Option<&'a HashSet<String>>,
    have_been_opened: HashSet<String>,
}

impl Aligner<'_> {
    fn endpoint(&mut self, endpoint: &Endpoint, page: Option<&Endpoint>) -> Endpoint {
        let mut endpoint = endpoint.clone();
        for Parameter { location, field, .. } in &mut endpoint.parameters {
            let rows = page.map_or(&[][..], |page| &page.parameters);
            let named = rows.iter().filter(|row| row.field.name == field.name);
            let row = named.clone().find(|row| row.location == *location);
            let row = row.or_else(|| named.clone().next());
            field.value = self.value(&field.value, row.map(|row| &row.field.value.ty));
        }
        for Response { status, body, .. } in &mut endpoint.responses {
            let rows = page.map_or(&[][..], |page| &page.responses);
            let row = rows.iter().find(|row| row.status == *status);
            let row = row.and_then(|row| row.body.as_ref());
            *body = body.as_ref().map(|body| self.value(body, row.map(|row| &row.ty)));
        }
        for form in &mut endpoint.forms {
            form.body = self.value(&form.body, None);
        }
        endpoint
    }

    fn value(&mut self, theirs: &Value, page: Option<&Type>) -> Value {
        Value {
            ty: self.ty(&theirs.ty, page),
            constraints: theirs.constraints.clone(),
        }
    }

    /// Whether the page has rows where the source refers to a component.
    fn is_to_open(&self, component: &String, page: Option<&Type>) -> bool {
        let Some(page) = page else { return false };
        let refers = |ty: &Type| match ty {
            Type::Ref(name) => name == component || self.has_page(component) || self.is_only_ours(name),
            _ => false,
        };
        self.may_open(component) && !members(page).iter().any(refers) && !self.opened.contains(component)
    }

    fn may_open(&self, component: &str) -> bool {
        self.may_open.is_none_or(|components| components.contains(component))
    }

    /// Whether only the pages have a schema of that name.
    fn is_only_ours(&self, name: &str) -> bool {
        self.theirs.get(name).is_none()
    }

    fn has_page(&self, name: &str) -> bool {
        self.ours.get(name).is_some()
    }

    fn ty(&mut self, theirs: &Type, page: Option<&Type>) -> Type {
        match (theirs, page) {
            (Type::Ref(component), _) => self.reference(component, page),
            // No source can say which strings are secret.
            (Type::String, Some(Type::Secret)) => Type::Secret,
            // What the source spells out may have a page.
            (_, Some(Type::Ref(name))) if self.is_spelled_out(name, theirs) => {
                self.is_schema(name, Found::Inline(theirs.clone()));
                Type::Ref(name.clone())
            }
            (Type::Union(variants), _) => self.union(variants, page.map_or(&[], members)),
            (_, Some(Type::Union(members))) => {
                let found = self.counterpart(theirs, members, &|_| true);
                self.ty(theirs, found.and_then(|at| members.get(at)))
            }
            (Type::Object(object), _) => {
                let rows = page.map_or(&[][..], fields);
                let field = |field: &Field| {
                    let row = rows.iter().find(|row| row.name == field.name).map(|row| &row.value.ty);
                    Field {
                        value: self.value(&field.value, row),
                        ..field.clone()
                    }
                };
                Type::Object(Object {
                    fields: object.fields.iter().map(field).collect(),
                    rest: object.rest.clone(),
                })
            }
            (Type::List(items), Some(Type::List(ours))) => Type::List(Box::new(self.value(items, Some(&ours.ty)))),
            (Type::Map(values), Some(Type::Map(ours))) => Type::Map(Box::new(self.value(values, Some(&ours.ty)))),
            (Type::List(items), _) => Type::List(Box::new(self.value(items, None))),
            (Type::Map(values), _) => Type::Map(Box::new(self.value(values, None))),
            (Type::Enum(values), Some(Type::Enum(ours))) => {
                let mut values = values.clone();
                values.sort_by_key(|value| ours.iter().position(|known| known == value).unwrap_or(usize::MAX));
                Type::Enum(values)
            }
            (other, _) => other.clone(),
        }
    }

    fn reference(&mut self, component: &String, page: Option<&Type>) -> Type {
        let Some(theirs) = self.theirs.get(component) else {
            return Type::Ref(self.name_of(component, page).to_owned());
        };
        if self.is_to_open(component, page) {
            self.opened.push(component.clone());
            self.have_been_opened.insert(component.clone());
            let ty = self.ty(theirs, page);
            self.opened.pop();
            return ty;
        }
        // Pages say where a schema is used that it may be null.
        let null = theirs.is_nullable().then_some(Type::Null);
        let name = if let Some(name) = self.own_form(component, page) {
            // The component is taken apart for the page of this schema.
            self.have_been_opened.insert(component.to_owned());
            self.is_schema(name, Found::Inline(theirs.without_null().unwrap_or(Type::Null)));
            name
        } else {
            let name = self.name_of(component, page);
            self.is_schema(name, Found::Component(component.clone()));
            name
        };
        union([Type::Ref(name.to_owned())].into_iter().chain(null))
    }

    /// The schema of the pages alone that a page refers to where the source refers to a component that has a page: requests may take another
    /// form of what responses have.
    fn own_form<'p>(&self, component: &str, page: Option<&'p Type>) -> Option<&'p str> {
        let mut names = referred(page?).filter(|_| self.has_page(component) && self.may_open(component));
        names.find(|name| self.is_only_ours(name))
    }

    /// The name that pages have for a component at a place: that of a schema of their own, or of one that says the same.
    fn name_of<'p>(&self, component: &'p str, page: Option<&'p Type>) -> &'p str {
        let names = || page.into_iter().flat_map(referred);
        let stands_for = names().find(|name| !self.has_page(component) && self.is_only_ours(name));
        let same = || names().find(|name| self.are_same(component, name));
        stands_for.or_else(same).unwrap_or(component)
    }

    /// Whether the pages of two schemas say the same.
    fn are_same(&self, one: &str, other: &str) -> bool {
        let pages = self.ours.get(one).zip(self.ours.get(other));
        pages.is_some_and(|(one, other)| same(&self.ours, one, &self.ours, other, SAME_DEPTH))
    }

    /// Whether a schema is what the source spells out where the page refers to it.
    fn is_spelled_out(&self, name: &str, theirs: &Type) -> bool {
        match theirs {
            Type::Union(_) => self.is_only_ours(name) && matches!(self.ours.get(name), Some(Type::Union(_))),
            _ => self.is_only_ours(name) || self.is_page_of(name, theirs),
        }
    }

    /// Whether the page of a schema says what the source spells out; null is said where the schema is used, too.
    fn is_page_of(&self, name: &str, theirs: &Type) -> bool {
        let is_same = |page: &Type| same(&self.ours, page, &self.theirs, theirs, SAME_DEPTH);
        let page = self.ours.get(name);
        page.is_some_and(|page| is_same(page) || page.without_null().is_some_and(|page| is_same(&page)))
    }

    /// Lays the variants out as the members of the page's type: each beside its counterpart, the others behind them.
    fn union(&mut self, variants: &[Type], members: &[Type]) -> Type {
        let mut matched: Vec<Vec<Type>> = vec![Vec::new(); members.len()];
        let mut others = Vec::new();
        for variant in variants {
            let is_free = |at: usize| matched.get(at).is_none_or(Vec::is_empty);
            // Rows may be those of several components together.
            let is_part = |name| self.may_open(name) && self.theirs.get(name).is_some_and(has_fields);
            let rows = members.iter().position(has_fields);
            let rows = rows.filter(|_| variant.schema_name().is_some_and(is_part));
            let at = self.counterpart(variant, members, &is_free).or(rows);
            match at.and_then(|at| matched.get_mut(at)) {
                Some(matched) => matched.push(variant.clone()),
                None => others.push(variant),
            }
        }
        let mut types = Vec::new();
        for (member, variants) in members.iter().zip(matched) {
            let theirs = match variants.as_slice() {
                [] => continue,
                [one] => one.clone(),
                several => {
                    let components = several.iter().filter_map(Type::schema_name);
                    self.have_been_opened.extend(components.map(str::to_owned));
                    let component = |ty: &Type| self.theirs.get(ty.schema_name()?).cloned();
                    union(several.iter().map(|ty| component(ty).unwrap_or_else(|| ty.clone())))
                }
            };
            types.push(self.ty(&theirs, Some(member)));
        }
        types.extend(others.into_iter().map(|variant| self.ty(variant, None)));
        union(types)
    }

    /// The member of a page's type that a type of the source is the same as: by the first rule that fits a free one.
    fn counterpart(&self, theirs: &Type, page: &[Type], is_free: &dyn Fn(usize) -> bool) -> Option<usize> {
        let component = theirs.schema_name();
        let has_page = component.is_some_and(|name| self.has_page(name));
        let is_open = component.is_some_and(|name| self.may_open(name));
        let rules: [&dyn Fn(&Type) -> bool; 6] = [
            &|member| member == theirs,
            &|member| discriminant(member) == discriminant(theirs) && member.schema_name().is_none(),
            &|member| {
                let is_ours = member.schema_name().is_some_and(|name| self.is_only_ours(name));
                is_ours && !has_page && *theirs != Type::Null
            },
            &|member| member.schema_name().is_some_and(|name| self.is_page_of(name, theirs)),
            &|member| {
                let both = component.zip(member.schema_name());
                both.is_some_and(|(one, other)| self.are_same(one, other))
            },
            &|member| is_open && !matches!(member, Type::Ref(_) | Type::Null),
        ];
        rules.iter().find_map(|fits| {
            let mut members = page.iter().enumerate();
            members.position(|(at, member)| is_free(at) && fits(member))
        })
    }

    fn is_schema(&mut self, name: &str, found: Found) {
        let found = (name.to_owned(), found);
        if self.seen.insert(found.clone()) {
            self.waiting.push(found);
        }
    }
}

/// How deep schemas are compared.
pub(crate) const SAME_DEPTH: usize = 12;

/// Whether two types say the same, whatever has a page and whatever it is called. What is required may differ.
pub(crate) fn same(ours: &Schemas<'_>, one: &Type, theirs: &Schemas<'_>, other: &Type, depth: usize) -> bool {
    let same = |one: &Type, other: &Type| depth > 0 && same(ours, one, theirs, other, depth - 1);
    match (one, other) {
        (Type::Ref(one), Type::Ref(other)) if one == other => true,
        (Type::Ref(name), other) => ours.get(name).is_some_and(|one| same(one, other)),
        (one, Type::Ref(name)) => theirs.get(name).is_some_and(|other| same(one, other)),
        (Type::Enum(one), Type::Enum(other)) => have_same(one, other, String::eq),
        (Type::Object(one), Type::Object(other)) => {
            let is_same = |one: &Field, other: &Field| one.name == other.name && same(&one.value.ty, &other.value.ty);
            !one.fields.is_empty() && have_same(&one.fields, &other.fields, is_same)
        }
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => same(&one.ty, &other.ty),
        (Type::Union(one), Type::Union(other)) => have_same(one, other, same),
        _ => one == other,
    }
}

/// Whether two lists are of one length, and each item of the first one is in the second one.
fn have_same<T>(one: &[T], other: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .all(|item| other.iter().any(|candidate| is_same(item, candidate)))
}

/// The schemas that a type or the members of a union refer to.
fn referred(ty: &Type) -> impl Iterator<Item = &str> {
    members(ty).iter().filter_map(Type::schema_name)
}
