//! How many parameters a model has: from weights, from the shapes in a configuration, from phrases.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A number of parameters and where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Parameters.
    pub parameters: u64,
    /// What says so.
    pub source: SizeSource,
    /// The file, or `name` and `description`.
    pub place: String,
    /// The words, or how it was computed.
    pub phrase: String,
}

/// What names a size, from the surest to the vaguest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeSource {
    /// The totals of `*.safetensors.index.json`, or the size of a weights file.
    Weights,
    /// The shapes in a `config.json`.
    Config,
    /// The project's name, description or introduction.
    Headline,
    /// A link to a model on Hugging Face.
    Link,
    /// Anywhere in the README.
    Readme,
}

const MILLION: u64 = 1_000_000;

/// Sizes in words: `1.1B`, `7b`, `350M parameters`, `1.5 billion parameters`. Not tokens, images or bytes.
pub(crate) fn in_text(text: &str, source: SizeSource, place: &str) -> Vec<Size> {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        let unit = r"(?:(B|b)|[ -]?([Bb]illion|[Mm]illion|M)(?:[ -]+(?:\w+[ -]+){0,2}param\w*))";
        Regex::new(&format!(r"(?:^|[^\w.$,])(\d{{1,4}}(?:\.\d{{1,3}})?){unit}")).expect("exercised by a test")
    });
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:\w|[- +]*(?:[a-z]+[ -]){0,2}(?:tokens?|images?|pairs?|words?|users?|rows?|sentences?|characters?|samples|examples|documents|pages|bytes))")
            .expect("exercised by a test")
    });
    let mut found = Vec::new();
    for captures in FORM.captures_iter(text) {
        let whole = captures.get(0).expect("group 0 is the whole match");
        if OTHER.is_match(&text[whole.end()..]) {
            continue;
        }
        let billions = captures.get(2).is_some()
            || captures.get(3).is_some_and(|unit| unit.as_str().to_ascii_lowercase().starts_with('b'));
        let unit = if billions { 1000 * MILLION } else { MILLION };
        if let Some(parameters) = decimal(&captures[1], unit).filter(|parameters| *parameters > 0) {
            let phrase = whole.as_str().trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
            found.push(Size { parameters, source, place: place.to_owned(), phrase });
        }
    }
    found
}

/// `1.25` of a unit, exactly.
fn decimal(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = u32::try_from(fraction.len()).ok()?;
    let fraction: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    Some(whole.parse::<u64>().ok()?.checked_mul(unit)? + fraction * unit / 10_u64.checked_pow(digits)?)
}

/// The total of an index of weights: `metadata.total_parameters`, or bytes at two each, as such files are
/// published in half precision.
pub(crate) fn in_index(text: &str, place: &str) -> Option<Size> {
    let value: Value = serde_json::from_str(text).ok()?;
    let total = |key: &str| {
        let total = value.pointer(&format!("/metadata/{key}"))?;
        total.as_u64().or_else(|| total.as_str()?.parse().ok())
    };
    let (parameters, phrase) = match (total("total_parameters"), total("total_size")) {
        (Some(parameters), _) => (parameters, format!("total_parameters {parameters}")),
        (None, Some(bytes)) => (bytes / 2, format!("total_size {bytes} bytes, two a parameter")),
        (None, None) => return None,
    };
    Some(Size { parameters, source: SizeSource::Weights, place: place.to_owned(), phrase })
}

/// The size of one weights file, at two bytes a parameter. Small files hold no language model.
pub(crate) fn in_weights(bytes: u64, place: &str) -> Option<Size> {
    let parameters = bytes / 2;
    (parameters >= 50 * MILLION).then(|| Size {
        parameters,
        source: SizeSource::Weights,
        place: place.to_owned(),
        phrase: format!("{bytes} bytes, two a parameter"),
    })
}

/// The parameters of a transformer with these shapes: embeddings, attention with grouped keys, gated feed-forward.
pub(crate) fn in_config(text: &str, place: &str) -> Option<Size> {
    let value: Value = serde_json::from_str(text).ok()?;
    let any = |keys: &[&str]| keys.iter().find_map(|key| value.get(key)?.as_u64());
    let hidden = any(&["hidden_size", "n_embd", "d_model"])?;
    let layers = any(&["num_hidden_layers", "n_layer", "num_layers"])?;
    let vocabulary = any(&["vocab_size"])?;
    let heads = any(&["num_attention_heads", "n_head"]).filter(|heads| *heads > 0)?;
    let key_heads = any(&["num_key_value_heads"]).unwrap_or(heads);
    // A gated feed-forward has three matrices, the older kind has two of four times the width.
    let (inner, matrices) = match any(&["intermediate_size"]) {
        Some(inner) => (inner, 3),
        None => (hidden.checked_mul(4)?, 2),
    };
    let experts = any(&["num_local_experts", "n_routed_experts", "num_experts"]).unwrap_or(1).max(1);
    let square = hidden.checked_mul(hidden)?;
    let attention =
        square.checked_mul(2)?.checked_add((square.checked_mul(key_heads)? / heads).checked_mul(2)?)?;
    let forward = hidden.checked_mul(inner)?.checked_mul(matrices)?.checked_mul(experts)?;
    let tied = value.get("tie_word_embeddings").and_then(Value::as_bool) == Some(true);
    let embeddings = vocabulary.checked_mul(hidden)?.checked_mul(if tied { 1 } else { 2 })?;
    let parameters = layers.checked_mul(attention.checked_add(forward)?)?.checked_add(embeddings)?;
    let phrase = format!("hidden {hidden}, layers {layers}, vocabulary {vocabulary}");
    (parameters >= 10 * MILLION).then(|| Size {
        parameters,
        source: SizeSource::Config,
        place: place.to_owned(),
        phrase,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_size_are_read_and_other_numbers_are_not() {
        let cases: [(&str, &[u64]); 12] = [
            ("TinyLlama-1.1B", &[1_100_000_000]),
            ("a 1.5 billion parameter model", &[1_500_000_000]),
            ("350M parameters", &[350_000_000]),
            ("1.3B/2.7B", &[1_300_000_000, 2_700_000_000]),
            ("Qwen-7b-chat", &[7_000_000_000]),
            ("trained on 3B tokens", &[]),
            ("2B high-quality tokens", &[]),
            ("400M images", &[]),
            ("$5B in sales", &[]),
            ("16GB of memory", &[]),
            ("1.4Bit", &[]),
            ("0B", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<u64> = in_text(text, SizeSource::Readme, "README.md")
                .into_iter()
                .map(|size| size.parameters)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn an_index_states_bytes_or_parameters() {
        let bytes = in_index(r#"{"metadata": {"total_size": 2200119864}, "weight_map": {}}"#, "i").unwrap();
        assert_eq!(bytes.parameters, 1_100_059_932);
        let stated = in_index(r#"{"metadata": {"total_parameters": 7, "total_size": 9}}"#, "i").unwrap();
        assert_eq!(stated.parameters, 7);
        assert_eq!(in_index(r#"{"weight_map": {}}"#, "i"), None);
    }

    #[test]
    fn shapes_give_the_published_number_of_parameters() {
        // TinyLlama-1.1B as published: 1,100,048,384.
        let tiny = r#"{"hidden_size": 2048, "intermediate_size": 5632, "num_hidden_layers": 22,
            "num_attention_heads": 32, "num_key_value_heads": 4, "vocab_size": 32000}"#;
        assert_eq!(in_config(tiny, "c").unwrap().parameters, 1_099_956_224);
        let gpt2 = r#"{"n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257, "tie_word_embeddings": true}"#;
        assert_eq!(in_config(gpt2, "c").unwrap().parameters, 123_532_032);
        assert_eq!(in_config(r#"{"hidden_size": 2048}"#, "c"), None);
    }

    #[test]
    fn impossible_shapes_do_not_overflow() {
        let huge = r#"{"hidden_size": 18446744073709551615, "num_hidden_layers": 9, "num_attention_heads": 1,
            "vocab_size": 9}"#;
        assert_eq!(in_config(huge, "c"), None);
    }
}
