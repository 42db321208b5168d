//! What a page says about an endpoint that goes: the paragraph that announces it, as plain words.

use pulldown_cmark::{Event, Parser, TagEnd};

use crate::ir::Endpoint;
use crate::markdown::OPTIONS;

/// Words that such a paragraph has, in lower case.
const WORDS: &[&str] = &["closing down", "deprecat", "sunset"];

/// Characters of a quotation.
const MAX_LENGTH: usize = 300;

/// The notice on the page of an endpoint.
pub(super) fn notice(endpoint: &Endpoint) -> Option<String> {
    if let Some(target) = &endpoint.renamed_to {
        return Some(format!("This method has been renamed to {target}"));
    }
    let has_word = |text: &str| {
        let text = text.to_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    };
    if !has_word(&endpoint.description) {
        return None;
    }
    let mut paragraph = String::new();
    for event in Parser::new_ext(&endpoint.description, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) => paragraph.push_str(&text),
            Event::SoftBreak | Event::HardBreak => paragraph.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                if has_word(&paragraph) {
                    break;
                }
                paragraph.clear();
            }
            _ => {}
        }
    }
    let quoted = has_word(&paragraph).then_some(paragraph)?;
    let words: Vec<&str> = quoted.split_whitespace().collect();
    let mut quoted: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    if let Some((end, _)) = quoted.char_indices().nth(MAX_LENGTH) {
        quoted.truncate(end);
        quoted.push('…');
    }
    Some(quoted)
}
