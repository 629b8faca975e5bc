//! A gist proves its owner when one of its files is the message.

use crate::BindingMessage;

/// Is the file the message? White space around it is of the editor, and so are a byte order mark and Windows' line
/// endings; the message itself holds no carriage return.
#[must_use]
pub fn is_message(content: &str, message: &BindingMessage) -> bool {
    let content = content.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    content.trim() == message.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::example;

    #[test]
    fn only_white_space_may_stand_around_the_message() {
        let message = example();
        let text = message.to_string();
        for content in [
            text.clone(),
            format!("{text}\n"),
            format!("\n \t{text}\r\n\n"),
            format!("\u{feff}{text}"),
            text.replace('\n', "\r\n"),
        ] {
            assert!(is_message(&content, &message), "{content:?}");
        }
        for content in [
            String::new(),
            format!("> {text}"),
            format!("{text}\nand more"),
            text.replace('\n', "\r"),
            text.replace("\n\n", "\n"),
            text.replace("github:583231", "github:583232"),
            text.to_lowercase(),
        ] {
            assert!(!is_message(&content, &message), "{content:?}");
        }
    }
}
