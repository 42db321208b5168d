//! A caller of the zoo that names types, setters, fields and enums. Not compiled here: `callers.rs` fits it to each copy of the zoo.
#![allow(deprecated, unused, clippy::all)]

use octoscribe::schemas::frog::{Kind, Owner, Weight};
use octoscribe::schemas::{Colour, Frog};
use octoscribe::zoo::list::List as ListByModule;
use octoscribe::zoo::{AddPhoto, Create, Drain, Feed, Get, List, Ping, Search, Zoo};
use octoscribe::zoo::{create, drain, feed, get, list, ping, search};
use octoscribe::{Client, Error, Nullable};

fn requests(client: &Client) {
    let zoo: Zoo<'_> = client.zoo();
    let list: ListByModule = zoo.list("pond").size(10).sort(list::Sort::Name);
    let list: List = list.sort(list::Sort::Age);
    let get: Get = zoo.get("pond", 1);
    let meal = create::Meal::new("fly").count(2);
    let create: Create = zoo.create("pond", "Fred").colour(Colour::Green).state(create::State::Awake).meals([meal]);
    let create: Create = create.colour(Colour::Blue).state(create::State::Asleep);
    let feed: Feed = zoo.feed("pond", feed::Food::Fly, 2).note("later").note(Nullable::Null).tags(["a"]);
    let feed: Feed = zoo.feed("pond", feed::Food::Ant, 2);
    let drain: drain::Drain = zoo.drain("pond");
    let drain: Drain = drain;
    let ping: Ping = zoo.ping();
    let search: Search = zoo.search("pond").words(["green"]).page(2);
    let photo: AddPhoto = zoo.add_photo("pond", "bytes");
}

async fn responses(client: &Client) -> Result<(), Error> {
    let frogs: Vec<Frog> = client.zoo().list("pond").send().await?;
    let frog: Frog = client.zoo().get("pond", 1).send().await?;
    let (id, name): (i64, String) = (frog.id, frog.name);
    match frog.colour.and_then(|colour| colour.known()) {
        Some(Colour::Green | Colour::Blue) | None => {}
        Some(_) => {}
    }
    match frog.kind.known() {
        Some(Kind::Tree | Kind::Water) | None => {}
        Some(_) => {}
    }
    match frog.weight {
        Weight::Integer(weight) => drop::<i64>(weight),
        Weight::String(weight) => drop::<String>(weight),
        _ => {}
    }
    let login: Option<String> = frog.owner.map(|owner: Owner| owner.login);
    let created: create::response::CreatedBody = client.zoo().create("pond", "Fred").send().await?;
    let id: i64 = created.id;
    match created.mood.known() {
        Some(create::response::created_body::Mood::Happy | create::response::created_body::Mood::Sad) | None => {}
        Some(_) => {}
    }
    let parent: Option<String> = created.parent.map(|parent| parent.name);
    let fed: () = client.zoo().feed("pond", "fly", 2).send().await?;
    let found: Vec<i64> = client.zoo().search("pond").items().all().await?;
    let ages: Vec<i64> = client.zoo().search("pond").age_form().send().await?;
    let names: Vec<String> = client.zoo().search("pond").send().await?.names;
    let drained: () = client.zoo().drain("pond").send().await?;
    match client.zoo().ping().send().await?.known() {
        Some(ping::response::Body::Open | ping::response::Body::Shut) | None => {}
        Some(_) => {}
    }
    Ok(())
}

fn missing(body: get::response::NotFoundBody) -> String {
    body.message
}
