//! The table of changes: what kinds there are, what each does to callers, and the sentence that says so.
//!
//! The measure is the source code of a caller of the emitted crate, plus what its calls do without any change to it:
//!
//! - **breaking**: code that compiled doesn't any more, or a call that was sent is refused before the network.
//! - **additive**: everything goes on as it was, and something new can be done or is announced.
//! - **docs**: only documentation changes.
//!
//! So it is breaking that a required parameter becomes optional (an argument turns into a setter), and it isn't that one is renamed (an
//! argument has no name in a call) as long as it is described alike: otherwise the same call may mean something else. A value that joins an
//! enum is additive because enums are open; one that leaves it takes its variant along.
//!
//! A field that joins a response's struct breaks nobody: the types are `#[non_exhaustive]`.

/// What a change does to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Callers have to change their code, or calls that worked are refused.
    Breaking,
    /// Callers can do something new, or are told to move on; what they do works as before.
    Additive,
    /// Nothing but documentation.
    Docs,
}

impl Class {
    /// The class as it is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Docs => "docs",
        }
    }
}

/// Declares the kinds once: variant, name, class, sentence. In sentences `{parameter}`, `{old}` and `{new}` are those of the change.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal $class:ident $sentence:literal;)*) => {
        /// Kinds of changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[doc = $doc])* $variant,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant,)*];

            /// The kind as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What a change of this kind does to callers.
            #[must_use]
            pub fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)* }
            }

            /// Whether a change of this kind is told from types, constraints and the names that follow from them.
            pub(super) fn is_of_types(self) -> bool {
                use Kind::{ConstraintNarrowed, ConstraintWidened, NameMoved, TypeChanged, TypeWidened, ValueAdded, ValueRemoved};
                matches!(
                    self,
                    ConstraintNarrowed | ConstraintWidened | NameMoved | TypeChanged | TypeWidened | ValueAdded | ValueRemoved
                )
            }

            pub(super) fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

kinds! {
    /// The page is gone, and no page has its route. `new` is a method that does the same, if one is known.
    EndpointRemoved = "endpoint-removed" Breaking "the method is gone";
    /// A page of the same route has another name, which the old one doesn't lead to.
    EndpointRenamed = "endpoint-renamed" Breaking "the method is now called {new}";
    /// The method has another name, and the old one is kept: its calls send what those of the new one do.
    EndpointForwarded = "endpoint-forwarded" Additive "the method is now called {new}; the old name forwards to it";
    /// The page calls another method its successor, but its calls send what they sent.
    EndpointSuperseded = "endpoint-superseded" Additive "the method is deprecated: {new} takes its place, and this one still sends {old}";
    /// A page is new.
    EndpointAdded = "endpoint-added" Additive "the method is new";
    /// The page calls the endpoint deprecated.
    EndpointDeprecated = "endpoint-deprecated" Additive "the method is deprecated";
    /// The page no longer calls the endpoint deprecated.
    EndpointRestored = "endpoint-restored" Additive "the method is no longer deprecated";
    /// Only an edition of GitHub has the endpoint or event now: it needs the feature of its name.
    EditionAdded = "edition-added" Breaking "only the edition {new} has it now: it needs the feature of this name";
    /// All editions have the endpoint or event now.
    EditionRemoved = "edition-removed" Additive "all editions have it now: it no longer needs the feature {old}";
    /// The same call sends another request line.
    RouteChanged = "route-changed" Additive "the route {old} is now {new}";
    /// The same call sends its body as something else.
    ContentTypeChanged = "content-type-changed" Additive "the body is sent as {new} instead of {old}";
    /// A rule about which parameters must be given together is new.
    GroupRuleAdded = "group-rule-added" Breaking "the rule {new} is new";
    /// Such a rule is gone.
    GroupRuleRemoved = "group-rule-removed" Additive "the rule {old} is gone";
    /// The last page of a scope is gone.
    ScopeRemoved = "scope-removed" Breaking "the scope is gone, with its module and the Cargo feature {old}";
    /// A scope has its first page.
    ScopeAdded = "scope-added" Additive "the scope is new, with the Cargo feature {new}";
    /// Title, prose or links.
    DocsChanged = "docs-changed" Docs "the documentation has changed";

    /// An argument or a setter is gone.
    ParameterRemoved = "parameter-removed" Breaking "{parameter} is gone";
    /// A setter has another name.
    ParameterRenamed = "parameter-renamed" Breaking "{old} is now called {new}";
    /// An argument has another name, which calls don't show.
    ArgumentRenamed = "argument-renamed" Additive "{old} is now called {new}; calls stay as they are";
    /// There is one more argument.
    RequiredParameterAdded = "required-parameter-added" Breaking "{parameter} is new and required";
    /// There is one more setter.
    OptionalParameterAdded = "optional-parameter-added" Additive "{parameter} is new and optional";
    /// A setter became an argument.
    ParameterRequired = "parameter-required" Breaking "{parameter} was optional and is required now";
    /// An argument became a setter.
    ParameterOptional = "parameter-optional" Breaking "{parameter} was required and is optional now: no longer an argument, but a setter";
    /// The same arguments are in another order. Two of one type are swapped without a word from the compiler.
    ArgumentOrder = "argument-order" Breaking "the order of the arguments was {old} and is now {new}";
    /// The parameter goes into another part of the request.
    ParameterMoved = "parameter-moved" Additive "{parameter} moved from the {old} to the {new}";
    /// The value is written in another way: a list joined with commas, or item by item.
    StyleChanged = "style-changed" Additive "{parameter} was sent as {old} and is sent as {new}";
    /// Values that were accepted no longer are, or have to be written in another way.
    TypeChanged = "type-changed" Breaking "the type of {parameter} was {old} and is now {new}";
    /// All values that were accepted still are, and others too.
    TypeWidened = "type-widened" Additive "the type of {parameter} was {old} and is now {new}";
    /// A setter, field, variant or type has another name in Rust, because another one has the plain name now.
    NameMoved = "name-moved" Breaking "the Rust name of {parameter} was {old} and is now {new}";
    /// A value of an enum is gone, and its variant with it.
    ValueRemoved = "value-removed" Breaking "{parameter} has no value {old} any more";
    /// A value joined an enum.
    ValueAdded = "value-added" Additive "{parameter} has a new value {new}";
    /// Fewer values pass the validation.
    ConstraintNarrowed = "constraint-narrowed" Breaking "{parameter} has to satisfy {new}, which was {old}";
    /// More values pass the validation.
    ConstraintWidened = "constraint-widened" Additive "{parameter} has to satisfy only {new}, which was {old}";
    /// What the server takes when nothing is given.
    DefaultChanged = "default-changed" Docs "the default of {parameter} was {old} and is now {new}";
    /// The prose calls the parameter deprecated.
    ParameterDeprecated = "parameter-deprecated" Additive "{parameter} is deprecated";
    /// The prose no longer does.
    ParameterRestored = "parameter-restored" Additive "{parameter} is no longer deprecated";
    /// The prose about a parameter or field.
    ParameterDocsChanged = "parameter-docs-changed" Docs "the documentation of {parameter} has changed";

    /// A call gives another type, because a successful status has a body of another type.
    ResponseTypeChanged = "response-type-changed" Breaking "the type of {parameter} in the response was {old} and is now {new}";
    /// A union in a response has one more variant.
    ResponseTypeWidened = "response-type-widened" Additive "the type of {parameter} in the response was {old} and is now {new}";
    /// A successful status with a body is gone from, or new on, a page that lists others: the call gives another type.
    ResponseStatusChanged = "response-status-changed" Breaking "the successful responses with a body were {old} and are now {new}";
    /// A field of a response is gone.
    ResponseFieldRemoved = "response-field-removed" Breaking "{parameter} is gone from the response";
    /// A field of a response has another name.
    ResponseFieldRenamed = "response-field-renamed" Breaking "{old} in the response is now called {new}";
    /// A field of a response is new.
    ResponseFieldAdded = "response-field-added" Additive "{parameter} is new in the response";
    /// A field that was always there may be missing or null.
    ResponseFieldOptional = "response-field-optional" Breaking "{parameter} in the response may be missing or null now";
    /// A field that could be missing or null is always there: its type is no longer an `Option`.
    ResponseFieldRequired = "response-field-required" Breaking "{parameter} in the response is always there now: no longer an `Option`";
    /// A value of an enum in a response is gone, and its variant with it.
    ResponseValueRemoved = "response-value-removed" Breaking "{parameter} in the response has no value {old} any more";
    /// A value joined an enum in a response.
    ResponseValueAdded = "response-value-added" Additive "{parameter} in the response has a new value {new}";
    /// Another form of a response is gone, and the method that asks for it.
    ResponseFormRemoved = "response-form-removed" Breaking "the form {parameter} of the response is gone";
    /// Another form of a response is new.
    ResponseFormAdded = "response-form-added" Additive "the form {parameter} of the response is new";
    /// Walking over pages yields the items of another list, or of none.
    ItemsChanged = "items-changed" Breaking "walking over pages yielded {old} and yields {new} now";
    /// Walking over pages is possible now.
    ItemsAdded = "items-added" Additive "walking over pages yields {new}";
    /// What the page says about errors, redirects and responses without a body.
    ResponseDocsChanged = "response-docs-changed" Docs "the documentation of {parameter} in the response has changed";

    /// The page of a webhook event is gone.
    EventRemoved = "event-removed" Breaking "the event is gone";
    /// The page of a webhook event is new.
    EventAdded = "event-added" Additive "the event is new";
    /// A shared type is gone.
    SchemaRemoved = "schema-removed" Breaking "the type is gone";
    /// A shared type has another name.
    SchemaRenamed = "schema-renamed" Breaking "the type is now called {new}";
    /// Responses hold values of a shared type for the first time, or no longer: it has public fields in responses, and a constructor with setters
    /// where it is only sent.
    SchemaFormChanged = "schema-form-changed" Breaking "the type {old} and now {new}";
    /// A shared type is new.
    SchemaAdded = "schema-added" Additive "the type is new";
}
