//! Which files there are, that they are the same every time, and what they depend on.

use std::collections::{BTreeMap, BTreeSet};

use insta::assert_snapshot;
use octoscribe_generator::source::Source;
use octoscribe_generator::{EmittedFile, HEADER, analyse, emit, features};
use rayon::ThreadPoolBuilder;

use crate::emit::cut::{URL, emitted, pages, texts};

#[test]
fn one_file_for_each_page() {
    let files = texts(emitted(pages()));
    let paths: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with('n'))
        .collect();
    assert_snapshot!(paths.join(" "), @"names/check.rs names/mod.rs names/odd.rs names/self_.rs names/tests.rs names/type.rs notices/deprecated.rs notices/mod.rs notices/moved.rs notices/new_name.rs notices/old_name.rs notices/tests.rs");
    for (path, text) in &files {
        assert!(text.starts_with(&format!("{HEADER}\n\n//! ")), "{path}: {text}");
        assert!(!text.contains("compile_error!"), "{path}: {text}");
    }
}

#[test]
fn neither_the_order_of_the_pages_nor_the_threads_show() {
    let expected = emitted(pages());
    for (threads, step) in [(1, 13), (2, 11), (5, 29)] {
        let pages = shuffled(&pages(), step);
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(|| emitted(pages)) == expected, "{threads} threads");
    }
}

/// Every `step`th page, round and round; a prime that doesn't divide their number hits each once.
fn shuffled(pages: &[Source], step: usize) -> Vec<Source> {
    let count = pages.len();
    assert_ne!(count % step, 0);
    (1..=count).map(|n| pages[n * step % count].clone()).collect()
}

#[test]
fn features_are_the_scopes() {
    assert_snapshot!(features(&analyse(pages()).api).join(" "), @"bodies enums groups names notices places prose responses rules schemas-of styles types untyped");
}

#[test]
fn what_the_caller_has_is_not_made_again() {
    let all = emitted(pages());
    let current: BTreeMap<&str, u64> = all.iter().map(|file| (file.path.as_str(), file.digest)).collect();
    let api = analyse(pages()).api;
    let again = emit(&api, Some(URL), &|path, digest| {
        path != "mod.rs" && current[path] == digest
    });
    let made: Vec<&str> = again
        .iter()
        .filter(|file| file.content.is_some())
        .map(|file| &*file.path)
        .collect();
    assert_eq!(made, ["mod.rs"]);
    let identity = |file: &EmittedFile| (file.path.clone(), file.digest);
    assert!(again.iter().map(identity).eq(all.iter().map(identity)));
}

/// Paths of the files whose digests change when `from` becomes `to` in a page. Every file whose text changes is among them.
fn touched_by(page: &str, from: &str, to: &str) -> String {
    let mut edited = pages();
    let page = edited.iter_mut().find(|source| source.path.ends_with(page)).unwrap();
    assert!(page.text.contains(from), "{}", page.text);
    page.text = page.text.replace(from, to).into();
    let (old, new) = (emitted(pages()), emitted(edited));
    let all = |files: &[EmittedFile]| -> BTreeMap<String, (u64, Option<String>)> {
        let file = |file: &EmittedFile| (file.path.clone(), (file.digest, file.content.clone()));
        files.iter().map(file).collect()
    };
    let (old, new) = (all(&old), all(&new));
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut touched = Vec::new();
    for path in paths {
        let (old, new) = (old.get(path), new.get(path));
        if old.map(|file| file.0) == new.map(|file| file.0) {
            assert_eq!(old, new, "{path} changed behind its digest");
        } else {
            touched.push(path.as_str());
        }
    }
    touched.join(" ")
}

#[test]
fn an_edited_page_touches_its_own_files() {
    assert_eq!(
        touched_by("places/read.md", "lie in folders", "be anywhere"),
        "places/read.rs",
        "prose is in no other file"
    );
    assert_eq!(
        touched_by("places/read.md", "| file | yes | string |", "| file | yes | integer |"),
        "places/mod.rs places/read.rs places/tests.rs"
    );
    assert_eq!(touched_by("places/read.md", "| file | yes", "| file  | yes"), "");
}

#[test]
fn an_edited_page_touches_what_forwards_to_it() {
    assert_eq!(
        touched_by("notices/newName.md", "\"desc\"", "\"down\""),
        "notices/mod.rs notices/new_name.rs notices/old_name.rs notices/tests.rs"
    );
}

#[test]
fn an_edited_schema_touches_what_refers_to_it() {
    assert_eq!(
        touched_by("schemas/Colour.md", "\"green\"", "\"blue\""),
        "enums/mod.rs enums/shared.rs enums/tests.rs schemas/colour.rs schemas_of/everything.rs schemas_of/mod.rs \
         schemas_of/tests.rs"
    );
    assert_eq!(
        touched_by("schemas/Weight.md", "is: integer", "is: number"),
        "schemas/amount.rs schemas_of/everything.rs schemas_of/mod.rs schemas_of/tests.rs"
    );
}

#[test]
fn a_schema_that_becomes_an_alias_takes_its_file_away() {
    assert_eq!(
        touched_by("schemas/Colour.md", "is: '\"red\" | \"green\"'", "is: string"),
        "enums/mod.rs enums/shared.rs enums/tests.rs schemas/colour.rs schemas/mod.rs schemas/tree.rs \
         schemas_of/everything.rs schemas_of/mod.rs schemas_of/tests.rs"
    );
}

#[test]
fn the_first_page() {
    let seed = Source {
        path: "spec/endpoints/packages/deletePackageForUser.md".to_owned(),
        text: include_str!("../../fixtures/seed.md").into(),
    };
    let files = texts(emitted(vec![seed]));
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "endpoints.rs",
            "mod.rs",
            "packages/delete_package_for_user.rs",
            "packages/mod.rs",
            "packages/tests.rs",
            "schemas/mod.rs"
        ]
    );
    assert_snapshot!(files["packages/delete_package_for_user.rs"], @r#"
    // @generated by octoscribe-generator; edit the page in spec/ instead, then run `cargo xtask generate`.

    //! Delete a package for a user: `DELETE /users/{username}/packages/{package_type}/{package_name}`.

    use std::fmt::Display;
    use crate::{Body, Endpoint, Request, RequestBuilder, Route, Single};
    use crate::encode::Text;
    use super::Packages;

    /// The route of `packages.deletePackageForUser`.
    pub static ENDPOINT: Endpoint = Endpoint::delete(
        "packages.deletePackageForUser",
        "/users/{username}/packages/{package_type}/{package_name}",
    );

    impl Packages<'_> {
        /// Delete a package for a user.
        ///
        /// `DELETE /users/{username}/packages/{package_type}/{package_name}`
        ///
        /// Deletes a whole package of a user. A public package with more than 5,000 downloads of any one version stays;
        /// GitHub Support can help then.
        ///
        /// Where the registry of the `package_type` knows granular permissions, the caller must be an admin of the
        /// package. Which registries do is in "[About
        /// permissions](https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages#granular-permissions-for-userorganization-scoped-packages)."
        ///
        /// Classic tokens take the scopes `read:packages` and `delete:packages`, and `repo` as well where permissions are
        /// those of the repository. See "[About
        /// permissions](https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages#permissions-for-repository-scoped-packages)."
        ///
        /// # Arguments
        /// - `username`: Handle of the GitHub user account.
        /// - `package_type`: Type of the package. Gradle packages count as `maven`, images in the Container registry
        ///   (`ghcr.io`) as `container`; `docker` still finds those that were pushed to `docker.pkg.github.com`.
        /// - `package_name`: Name of the package.
        ///
        /// # Errors
        /// Sending fails as [`Error`](crate::Error) says. The docs list no statuses.
        ///
        /// # Example
        /// ```
        /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
        /// client
        ///     .packages()
        ///     .delete_package_for_user("octocat", "package_type", "package_name")
        ///     .send()
        ///     .await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// [Page](https://example.com/pages/spec/endpoints/packages/deletePackageForUser.md), [GitHub's
        /// documentation](https://docs.github.com/rest/packages/packages#delete-a-package-for-a-user)
        #[doc(alias = "Delete a package for a user")]
        #[doc(alias = "packages.deletePackageForUser")]
        #[inline]
        pub fn delete_package_for_user(
            &self,
            username: &str,
            package_type: impl Display,
            package_name: &str,
        ) -> DeletePackageForUser {
            Request(
                RequestBuilder::new(self.client, &ENDPOINT)
                    .path("username", username)
                    .path("package_type", Text(package_type))
                    .path("package_name", package_name),
            )
        }
    }

    /// Request of [`Packages::delete_package_for_user`].
    pub type DeletePackageForUser = Request<DeletePackageForUserRoute>;

    /// Marks requests of [`Packages::delete_package_for_user`].
    #[doc(hidden)]
    pub enum DeletePackageForUserRoute {}

    impl Route for DeletePackageForUserRoute {
        type Response = Body;

        type Paging = Single;
    }
    "#);
}
