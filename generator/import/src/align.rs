//! What a source says, laid out as the pages are: the same schemas in the same places under the same names.
//!
//! A source and a tree of pages need not agree on what has a page. Where a page refers to a schema that the source doesn't have, the
//! source's object or enum at that place is that schema; where the page has rows, a component of the source is taken apart. So the layout
//! is the pages' business alone, and what differs afterwards is a fact.

use std::collections::{BTreeMap, HashMap, HashSet};

use octoscribe_generator::ir::{Api, Endpoint, Field, Object, Parameter, Response, Schema, Type, Value};

use crate::combine::{either, has_fields, union, without_rules};
use crate::values::{NOWHERE, nowhere};

/// Lays `theirs` out as `ours`. Schemas that nothing refers to are left out.
pub(crate) fn align(theirs: &Api, ours: &Api) -> Api {
    align_like(theirs, ours, None).0
}

/// The same, taking apart only the components in `may_open`, where that is known; and those that were taken apart.
///
/// Pages that spell out what the source spelled out at its last import follow it when it makes a component of that. Pages that spelled out
/// a component go on doing so.
pub(crate) fn align_like(theirs: &Api, ours: &Api, may_open: Option<&HashSet<String>>) -> (Api, HashSet<String>) {
    let by_name = |api: &'_ Api| -> HashMap<String, Schema> {
        let named = |schema: &Schema| (schema.name.clone(), schema.clone());
        api.schemas.iter().map(named).collect()
    };
    let (their_schemas, our_schemas) = (by_name(theirs), by_name(ours));
    let mut aligner = Aligner {
        theirs: &their_schemas,
        ours: &our_schemas,
        seen: HashSet::new(),
        waiting: Vec::new(),
        opened: Vec::new(),
        may_open,
        have_been_opened: HashSet::new(),
    };
    let by_route: HashMap<String, &Endpoint> = ours
        .endpoints
        .iter()
        .map(|endpoint| (endpoint.route_key(), endpoint))
        .collect();
    let mut api = Api::default();
    for endpoint in &theirs.endpoints {
        let page = ours.endpoint(&endpoint.id());
        let page = page.or_else(|| by_route.get(&endpoint.route_key()).copied());
        api.endpoints.push(aligner.endpoint(endpoint, page));
    }
    for webhook in &theirs.webhooks {
        let mut webhook = webhook.clone();
        let page = ours.webhook(&webhook.id()).map(|page| &page.payload.value);
        webhook.payload.value = aligner.value(&webhook.payload.value, page);
        api.webhooks.push(webhook);
    }
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    while let Some((name, found_as)) = aligner.waiting.pop() {
        let page = our_schemas.get(&name).map(|schema| &schema.value);
        let value = match found_as {
            Found::Component(component) => {
                let value = their_schemas.get(&component).map(|schema| schema.value.clone());
                let value = value.unwrap_or_else(|| Type::Any.into());
                match value.ty.without_null() {
                    // Null is said where the schema is used.
                    Some(ty) if page.is_some_and(|page| !page.ty.is_nullable()) => Value { ty, ..value },
                    _ => value,
                }
            }
            // Null was taken off where the schema is used.
            Found::Inline(value) if page.is_some_and(|page| page.ty.is_nullable()) => {
                union([value.ty, Type::Null]).into()
            }
            Found::Inline(value) => value,
        };
        let value = aligner.value(&value, page);
        let value = match found.remove(&name) {
            // A string takes what an enum takes, whichever is found first.
            Some(other) if value.ty == Type::String => either(value, other),
            Some(other) => either(other, value),
            None => value,
        };
        found.insert(name, value);
    }
    api.schemas = found
        .into_iter()
        .map(|(name, value)| Schema {
            description: their_schemas
                .get(&name)
                .map_or_else(String::new, |schema| schema.description.clone()),
            name,
            value,
            source: nowhere(),
            span: NOWHERE,
        })
        .collect();
    let opened = aligner.have_been_opened;
    without_rules_for_responses(&mut api);
    (api, opened)
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
    Inline(Value),
}

struct Aligner<'a> {
    theirs: &'a HashMap<String, Schema>,
    ours: &'a HashMap<String, Schema>,
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
            let row = rows
                .iter()
                .find(|row| row.field.name == field.name && row.location == *location);
            let row = row.or_else(|| rows.iter().find(|row| row.field.name == field.name));
            field.value = self.value(&field.value, row.map(|row| &row.field.value));
        }
        for Response { status, body, .. } in &mut endpoint.responses {
            let rows = page.map_or(&[][..], |page| &page.responses);
            let row = rows.iter().find(|row| row.status == *status);
            let row = row.and_then(|row| row.body.as_ref());
            *body = body.as_ref().map(|body| self.value(body, row));
        }
        for form in &mut endpoint.forms {
            form.body = self.value(&form.body, None);
        }
        endpoint
    }

    fn value(&mut self, theirs: &Value, ours: Option<&Value>) -> Value {
        let page = ours.map(|ours| &ours.ty);
        if let Type::Ref(name) = &theirs.ty
            && self.is_to_open(name, page)
            && let Some(component) = self.theirs.get(name)
        {
            self.opened.push(name.clone());
            self.have_been_opened.insert(name.clone());
            let value = self.value(&component.value, ours);
            self.opened.pop();
            return value;
        }
        Value {
            ty: self.ty(&theirs.ty, page),
            constraints: theirs.constraints.clone(),
        }
    }

    /// Whether the page has rows where the source refers to a component.
    fn is_to_open(&self, component: &String, page: Option<&Type>) -> bool {
        let Some(page) = page else { return false };
        let refers = |ty: &Type| match ty {
            Type::Ref(name) => name == component || self.ours.contains_key(component) || self.is_only_ours(name),
            _ => false,
        };
        self.may_open(component) && !members(page).iter().any(refers) && !self.opened.contains(component)
    }

    fn may_open(&self, component: &str) -> bool {
        self.may_open.is_none_or(|components| components.contains(component))
    }

    /// Whether only the pages have a schema of that name.
    fn is_only_ours(&self, name: &str) -> bool {
        !self.theirs.contains_key(name)
    }

    fn ty(&mut self, theirs: &Type, page: Option<&Type>) -> Type {
        match (theirs, page) {
            (Type::Ref(component), _) => self.reference(component, page),
            // No source can say which strings are secret.
            (Type::String, Some(Type::Secret)) => Type::Secret,
            (Type::Union(variants), Some(Type::Ref(name))) if self.is_only_ours(name) && self.has_union(name) => {
                self.is_schema(name, Found::Inline(Type::Union(variants.clone()).into()));
                Type::Ref(name.clone())
            }
            (Type::Union(variants), Some(page)) => self.union(variants, members(page)),
            (Type::Union(variants), None) => union(
                variants
                    .iter()
                    .map(|variant| self.ty(variant, None))
                    .collect::<Vec<_>>(),
            ),
            (_, Some(Type::Union(_))) => {
                let found = page.and_then(|page| {
                    self.counterpart(theirs, members(page), &[])
                        .and_then(|at| members(page).get(at))
                });
                self.ty(theirs, found)
            }
            (_, Some(Type::Ref(name))) if self.is_only_ours(name) => {
                self.is_schema(name, Found::Inline(theirs.clone().into()));
                Type::Ref(name.clone())
            }
            // What the source spells out may have a page.
            (_, Some(Type::Ref(name))) if self.is_page_of(name, theirs) => {
                self.is_schema(name, Found::Inline(theirs.clone().into()));
                Type::Ref(name.clone())
            }
            (Type::Object(object), _) => {
                let rows = page.and_then(Type::object).map_or(&[][..], |object| &object.fields);
                let field = |field: &Field| {
                    let row = rows.iter().find(|row| row.name == field.name).map(|row| &row.value);
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
            (Type::List(items), Some(Type::List(ours))) => Type::List(Box::new(self.value(items, Some(ours)))),
            (Type::Map(values), Some(Type::Map(ours))) => Type::Map(Box::new(self.value(values, Some(ours)))),
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
        let is_nullable = self.theirs.get(component).map(|schema| schema.value.ty.is_nullable());
        if let Some(name) = self.own_form(component, page) {
            return self.form(component, name);
        }
        let stands_for = page.filter(|_| !self.ours.contains_key(component)).and_then(|page| {
            members(page)
                .iter()
                .filter_map(Type::schema_name)
                .find(|name| !self.theirs.contains_key(*name))
        });
        let same = page.and_then(|page| {
            members(page)
                .iter()
                .filter_map(Type::schema_name)
                .find(|name| self.are_same(component, name))
        });
        let name = stands_for.or(same).unwrap_or(component);
        let Some(is_nullable) = is_nullable else {
            return Type::Ref(name.to_owned());
        };
        self.is_schema(name, Found::Component(component.clone()));
        // Pages say where a schema is used that it may be null.
        let null = is_nullable.then_some(Type::Null);
        union([Type::Ref(name.to_owned())].into_iter().chain(null))
    }

    /// The schema of the pages alone that a page refers to where the source refers to a component that has a page: requests may take another
    /// form of what responses have.
    fn own_form<'p>(&self, component: &str, page: Option<&'p Type>) -> Option<&'p str> {
        if !self.ours.contains_key(component) || !self.may_open(component) {
            return None;
        }
        let mut names = members(page?).iter().filter_map(Type::schema_name);
        names.find(|name| self.is_only_ours(name))
    }

    /// Takes a component apart for the page of this schema.
    fn form(&mut self, component: &str, name: &str) -> Type {
        self.have_been_opened.insert(component.to_owned());
        let value = self.component(&Type::Ref(component.to_owned()));
        let null = value.is_nullable().then_some(Type::Null);
        self.is_schema(name, Found::Inline(value.without_null().unwrap_or(value).into()));
        union([Type::Ref(name.to_owned())].into_iter().chain(null))
    }

    /// Whether the pages of two schemas say the same.
    fn are_same(&self, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (self.ours.get(one), self.ours.get(other)) else {
            return false;
        };
        same(self.ours, &one.value.ty, self.ours, &other.value.ty, SAME_DEPTH)
    }

    /// Whether the page of a schema says what the source spells out; null is said where the schema is used, too.
    fn is_page_of(&self, name: &str, theirs: &Type) -> bool {
        let is_same = |page: &Type| same(self.ours, page, self.theirs, theirs, SAME_DEPTH);
        let page = self.ours.get(name).map(|page| &page.value.ty);
        page.is_some_and(|page| is_same(page) || page.without_null().is_some_and(|page| is_same(&page)))
    }

    /// Lays the variants out as the members of the page's type: each beside its counterpart, the others behind them.
    fn union(&mut self, variants: &[Type], members: &[Type]) -> Type {
        let mut matched: Vec<Vec<Type>> = vec![Vec::new(); members.len()];
        let mut others = Vec::new();
        for variant in variants {
            let taken: Vec<usize> = (0..matched.len())
                .filter(|at| !matched.get(*at).is_none_or(Vec::is_empty))
                .collect();
            let at = self.counterpart(variant, members, &taken);
            // Rows may be those of several components together.
            let at = at.or_else(|| {
                members
                    .iter()
                    .position(has_fields)
                    .filter(|_| variant.schema_name().is_some_and(|name| self.is_to_join(name)))
            });
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
                    self.have_been_opened
                        .extend(several.iter().filter_map(Type::schema_name).map(str::to_owned));
                    union(several.iter().map(|variant| self.component(variant)))
                }
            };
            types.push(self.value(&theirs.into(), Some(&member.clone().into())).ty);
        }
        types.extend(others.into_iter().map(|variant| self.ty(variant, None)));
        union(types)
    }

    /// Whether a component is an object.
    fn is_to_join(&self, component: &str) -> bool {
        self.may_open(component)
            && self
                .theirs
                .get(component)
                .is_some_and(|schema| has_fields(&schema.value.ty))
    }

    /// What a type refers to.
    fn component(&self, ty: &Type) -> Type {
        let component = ty.schema_name().and_then(|name| self.theirs.get(name));
        component.map_or_else(|| ty.clone(), |schema| schema.value.ty.clone())
    }

    /// The member of a page's type that a type of the source is the same as.
    fn counterpart(&self, theirs: &Type, members: &[Type], taken: &[usize]) -> Option<usize> {
        let find = |fits: &dyn Fn(&Type) -> bool| {
            let free = members.iter().enumerate().filter(|(at, _)| !taken.contains(at));
            free.into_iter().find(|(_, member)| fits(member)).map(|(at, _)| at)
        };
        find(&|member| member == theirs)
            .or_else(|| {
                find(&|member| {
                    std::mem::discriminant(member) == std::mem::discriminant(theirs) && member.schema_name().is_none()
                })
            })
            .or_else(|| {
                let has_page = theirs.schema_name().is_some_and(|name| self.ours.contains_key(name));
                let is_free = |member: &Type| matches!(member, Type::Ref(name) if self.is_only_ours(name));
                find(&is_free).filter(|_| !has_page && *theirs != Type::Null)
            })
            .or_else(|| {
                let is_same = |member: &Type| member.schema_name().is_some_and(|name| self.is_page_of(name, theirs));
                find(&is_same)
            })
            .or_else(|| {
                find(&|member| {
                    theirs
                        .schema_name()
                        .zip(member.schema_name())
                        .is_some_and(|(one, other)| self.are_same(one, other))
                })
            })
            .or_else(|| {
                let is_component = theirs.schema_name().is_some_and(|name| self.may_open(name));
                find(&|member| !matches!(member, Type::Ref(_) | Type::Null)).filter(|_| is_component)
            })
    }

    /// Whether a schema page is a union.
    fn has_union(&self, name: &str) -> bool {
        self.ours
            .get(name)
            .is_some_and(|schema| matches!(schema.value.ty, Type::Union(_)))
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
pub(crate) fn same(
    ours: &HashMap<String, Schema>,
    one: &Type,
    theirs: &HashMap<String, Schema>,
    other: &Type,
    depth: usize,
) -> bool {
    let same = |one: &Type, other: &Type| depth > 0 && same(ours, one, theirs, other, depth - 1);
    match (one, other) {
        (Type::Ref(one), Type::Ref(other)) if one == other => true,
        (Type::Ref(name), other) => ours.get(name).is_some_and(|schema| same(&schema.value.ty, other)),
        (one, Type::Ref(name)) => theirs.get(name).is_some_and(|schema| same(one, &schema.value.ty)),
        (Type::Enum(one), Type::Enum(other)) => {
            one.len() == other.len() && one.iter().all(|value| other.contains(value))
        }
        (Type::Object(one), Type::Object(other)) => {
            let is_same = |one: &Field, other: &Field| one.name == other.name && same(&one.value.ty, &other.value.ty);
            let has = |field: &Field| other.fields.iter().any(|candidate| is_same(field, candidate));
            one.fields.len() == other.fields.len() && !one.fields.is_empty() && one.fields.iter().all(has)
        }
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => same(&one.ty, &other.ty),
        (Type::Union(one), Type::Union(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|variant| other.iter().any(|candidate| same(variant, candidate)))
        }
        _ => one == other,
    }
}

/// The members of a union, or the type itself.
fn members(ty: &Type) -> &[Type] {
    match ty {
        Type::Union(variants) => variants,
        other => std::slice::from_ref(other),
    }
}
