//! What source files and notebooks import.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use crate::select::{extension, is_notebook};

struct Forms {
    python: Regex,
    notebook: Regex,
    javascript: Regex,
    quoted: Regex,
    include: Regex,
    word: Regex,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let regex = |pattern| Regex::new(pattern).expect("each form is exercised by a test");
    Forms {
        python: regex(
            r"(?m)^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))",
        ),
        notebook: regex(
            r#""[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))"#,
        ),
        javascript: regex(r#"(?:\bfrom|\bimport|\brequire\(|\bimport\()[ \t]*['"]([^'"\s]+)['"]"#),
        quoted: regex(
            r#"(?m)^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w.~/-]+\.[\w.~/-]+|[\w/]+)"[ \t]*$"#,
        ),
        include: regex(r#"(?m)^[ \t]*#[ \t]*(?:include|import)[ \t]*[<"]([^>"]+)[>"]"#),
        word: regex(
            r"(?m)^[ \t]*(?:pub[ \t]+)?(?:use|using|import(?:[ \t]+static)?|require|library|alias)[ \t(]+['\x22]?([\w.:/]+)",
        ),
    }
});

/// The modules that a file imports, as it writes them.
pub(crate) fn imports(path: &str, text: &str) -> BTreeSet<String> {
    let forms = match extension(path) {
        _ if is_notebook(path) => vec![&FORMS.notebook],
        "py" => vec![&FORMS.python],
        "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "vue" | "svelte" => vec![&FORMS.javascript],
        "go" => vec![&FORMS.quoted],
        "c" | "cc" | "cpp" | "cxx" | "h" | "hpp" | "cu" | "cuh" | "m" | "mm" => vec![&FORMS.include],
        _ => vec![&FORMS.word],
    };
    let mut found = BTreeSet::new();
    for captures in forms.into_iter().flat_map(|form| form.captures_iter(text)) {
        for group in captures.iter().skip(1).flatten() {
            found.extend(group.as_str().split(',').map(|module| module.trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_form() {
        let cases = [
            (
                "a.py",
                "import os, torch.nn as nn\n  from transformers import X\n# import jax",
                "os torch.nn transformers",
            ),
            ("a.ipynb", r#"["import torch\n", "from datasets import load_dataset"]"#, "datasets torch"),
            (
                "a.ts",
                "import x from 'openai'\nconst y = require(\"@langchain/core\")",
                "@langchain/core openai",
            ),
            (
                "a.go",
                "import (\n\tollama \"github.com/ollama/ollama/api\"\n\t\"fmt\"\n)",
                "fmt github.com/ollama/ollama/api",
            ),
            ("a.cu", "#include <cuda_runtime.h>\n#include \"ggml.h\"", "cuda_runtime.h ggml.h"),
            ("a.rs", "use candle_core::Tensor;\n", "candle_core::Tensor"),
            ("a.java", "import dev.langchain4j.model.ChatModel;", "dev.langchain4j.model.ChatModel"),
            ("a.cs", "using Microsoft.ML;\n", "Microsoft.ML"),
            ("a.swift", "import CoreML\n", "CoreML"),
            ("a.R", "library(torch)\n", "torch"),
        ];
        for (path, text, expected) in cases {
            let found: Vec<String> = imports(path, text).into_iter().collect();
            assert_eq!(found.join(" "), expected, "{path}");
        }
    }
}
