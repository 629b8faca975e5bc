//! A README as a reader sees it: words without code, badges, tags and addresses.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Characters of prose that still count as the introduction.
const HEADLINE_CHARACTERS: usize = 900;
/// Characters of the first sentences.
const LEAD_CHARACTERS: usize = 360;

/// The parts of a README.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// The title and the first sentence or two.
    pub(crate) lead: String,
    /// The title and the first paragraphs.
    pub(crate) headline: String,
    /// All words.
    pub(crate) body: String,
    /// Where its links lead, pictures included.
    pub(crate) links: Vec<String>,
    /// The metadata between `---` lines at the top, as Hugging Face's cards have it.
    pub(crate) front_matter: Option<String>,
}

impl Prose {
    pub(crate) fn read(text: &str) -> Self {
        let (front_matter, markdown) = split_front_matter(text);
        let mut page = Page::default();
        let mut code = 0_usize;
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code += 1,
                Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                    page.in_link = true;
                }
                Event::Start(Tag::Image { dest_url, .. }) => page.links.push(dest_url.into_string()),
                Event::End(TagEnd::Link) => page.in_link = false,
                Event::End(end) if ends_line(end) => page.end_line(),
                Event::Text(words) if code == 0 => page.write(&words),
                Event::Code(words) => page.write(&words),
                Event::Html(html) | Event::InlineHtml(html) => page.take_html(&html),
                Event::SoftBreak | Event::HardBreak => page.write(" "),
                _ => {}
            }
        }
        page.end_line();
        Self {
            lead: page.beginning(LEAD_CHARACTERS),
            headline: page.beginning(HEADLINE_CHARACTERS),
            body: page.lines.into_iter().map(|line| line.words + "\n").collect(),
            links: page.links,
            front_matter: front_matter.map(str::to_owned),
        }
    }
}

/// A paragraph, a heading, an entry of a list or a cell.
#[derive(Debug, Default)]
struct Line {
    words: String,
    /// Characters of words inside of links.
    linked: usize,
}

impl Line {
    /// Rows of links (`Documentation | Website | Roadmap`) say nothing of the project.
    fn is_prose(&self) -> bool {
        let letters = self.words.chars().filter(|c| c.is_alphabetic()).count();
        let bars = self.words.chars().filter(|c| "|•·".contains(*c)).count();
        letters > 0 && self.linked * 2 <= letters && bars < 3
    }
}

#[derive(Debug, Default)]
struct Page {
    lines: Vec<Line>,
    line: Line,
    in_link: bool,
    links: Vec<String>,
}

impl Page {
    fn write(&mut self, words: &str) {
        self.line.words.push_str(words);
        if self.in_link {
            self.line.linked += words.chars().filter(|c| c.is_alphabetic()).count();
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.words = line.words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !line.words.is_empty() {
            self.lines.push(line);
        }
    }

    /// The words between tags, and where `href` and `src` lead.
    fn take_html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            self.write(&rest[..open]);
            let close = if rest[open..].starts_with("<!--") { "-->" } else { ">" };
            let Some(length) = rest[open..].find(close) else { return };
            let end = open + length + close.len();
            let tag = rest[open..end].to_ascii_lowercase();
            self.links.extend(attributes(&rest[open..end]));
            if tag.starts_with("<a ") {
                self.in_link = true;
            } else if tag.starts_with("</a") {
                self.in_link = false;
            }
            if ["<p", "</p", "<h", "</h", "<br", "<div", "</div", "<li", "<td", "<tr"]
                .iter()
                .any(|block| tag.starts_with(block))
            {
                self.end_line();
            } else {
                self.write(" ");
            }
            rest = &rest[end..];
        }
        self.write(rest);
    }

    /// Lines of prose from the top until there are `most` characters.
    fn beginning(&self, most: usize) -> String {
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| line.is_prose()) {
            text.push_str(&line.words);
            text.push('\n');
            if text.chars().count() >= most {
                break;
            }
        }
        match text.char_indices().nth(most) {
            Some((end, _)) => text[..end].to_owned(),
            None => text,
        }
    }
}

fn ends_line(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::BlockQuote(_)
    )
}

fn attributes(tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["href=\"", "src=\""] {
        if let Some((_, rest)) = tag.split_once(name)
            && let Some((value, _)) = rest.split_once('"')
        {
            found.push(value.to_owned());
        }
    }
    found
}

fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (None, text);
    };
    match rest.split_once("\n---") {
        Some((matter, body)) => (Some(matter), body),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_badges_and_tags_are_no_words() {
        let text = "# Tiny\n\n[![CI](https://img.example/ci.svg)](https://ci.example)\n\n<p align=\"center\">A <b>small</b> \
                    model<!-- not a torch --></p>\n\n```\nimport torch\n```\n";
        let prose = Prose::read(text);
        assert!(prose.body.contains("small"), "{}", prose.body);
        assert!(!prose.body.contains("torch") && !prose.body.contains("center"), "{}", prose.body);
        assert_eq!(prose.links, ["https://ci.example", "https://img.example/ci.svg"]);
    }

    #[test]
    fn the_headline_ends_before_the_end() {
        let text = format!("# Name\n\nFirst words.\n\n{}\n\nlast", "more words here. ".repeat(100));
        let prose = Prose::read(&text);
        assert!(prose.headline.starts_with("Name\nFirst"));
        assert!(prose.headline.contains("First words.") && !prose.headline.contains("last"));
        assert_eq!(prose.headline.chars().count(), HEADLINE_CHARACTERS);
    }

    #[test]
    fn rows_of_links_are_no_introduction() {
        let text = "# Name\n\n[Roadmap](a) | [Website](b) | [Courses](c)\n\n<p><a href=\"d\">Deutsch</a></p>\n\nIt [helps](e) you.\n";
        let prose = Prose::read(text);
        assert_eq!(prose.lead, "Name\nIt helps you.\n");
        assert_eq!(prose.links, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_card_keeps_its_metadata() {
        let prose = Prose::read("---\npipeline_tag: text-generation\n---\n# Model\n");
        assert_eq!(prose.front_matter.as_deref(), Some("pipeline_tag: text-generation"));
        assert_eq!(prose.headline, "Model\n");
    }
}
