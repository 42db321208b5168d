//! Endpoint names on the command line.

use anyhow::anyhow;
use octoscribe_generator::ir::{Api, EndpointId};

/// Parses `scope.method`. Missing parts are empty, as no endpoint's are.
pub(crate) fn parse(name: &str) -> EndpointId {
    let (scope, name) = name.split_once('.').unwrap_or((name, ""));
    EndpointId::new(scope, name)
}

/// The error about an endpoint that doesn't exist.
pub(crate) fn unknown(api: &Api, name: &str) -> anyhow::Error {
    let ids = api.endpoints.iter().map(|endpoint| endpoint.id().to_string());
    anyhow!("there is no endpoint {name}{}", nearest(ids, name))
}

/// The end of an error message: the known name that is most like an unknown one.
pub(crate) fn nearest(known: impl Iterator<Item = String>, name: &str) -> String {
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, name));
    nearest.map_or_else(String::new, |nearest| format!("; the nearest is {nearest}"))
}
