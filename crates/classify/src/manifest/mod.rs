//! Dependency manifests: what a project calls itself and what it builds on.
//!
//! Only names are read, in lower case with `-` for `_`; versions play no part.

mod data;
mod lines;

use std::collections::BTreeSet;

use crate::select::{extension, file_name, is_requirements};

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The package's name.
    pub(crate) name: Option<String>,
    /// The package's own description and keywords.
    pub(crate) about: Vec<String>,
    /// Names of dependencies.
    pub(crate) dependencies: BTreeSet<String>,
}

impl Manifest {
    /// Reads what is there; a broken manifest says nothing.
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let mut manifest = match file_name(path) {
            "pyproject.toml" => data::pyproject(text),
            "Cargo.toml" => data::cargo(text),
            "Pipfile" | "Project.toml" | "libs.versions.toml" => data::toml_tables(text),
            "package.json" | "composer.json" => data::package_json(text),
            "setup.py" => lines::setup_py(text),
            "setup.cfg" => lines::setup_cfg(text),
            "environment.yml" | "environment.yaml" | "conda.yaml" | "pubspec.yaml" => lines::yaml(text),
            "go.mod" => lines::go_mod(text),
            "CMakeLists.txt" => lines::cmake(text),
            "pom.xml" => lines::pom(text),
            "build.gradle" | "build.gradle.kts" => lines::gradle(text),
            "Gemfile" => lines::quoted_after(text, "gem"),
            "mix.exs" => lines::mix(text),
            "Package.swift" => lines::swift(text),
            "DESCRIPTION" => lines::r_description(text),
            _ if is_requirements(path) => lines::requirements(text),
            _ => match extension(path) {
                "csproj" | "fsproj" => lines::csproj(text),
                "gemspec" => lines::quoted_after(text, "dependency"),
                _ => Self::default(),
            },
        };
        manifest.dependencies = manifest.dependencies.iter().map(|name| normal(name)).collect();
        manifest.dependencies.remove("");
        manifest
    }
}

fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace('_', "-")
}

/// The name at the beginning of a Python requirement: `torch>=2.1; python_version > "3.8"`.
pub(crate) fn requirement_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(line.len());
    let name = &line[..end];
    name.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_names_its_dependencies() {
        let cases = [
            ("requirements.txt", "torch>=2.0 # gpu\n-r base.txt\nllama_index[all]==1", "llama-index torch"),
            ("requirements/base.txt", "openai\n", "openai"),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"vllm>=1\"]\noptional-dependencies.x = [\"ray\"]",
                "ray vllm",
            ),
            (
                "pyproject.toml",
                "[tool.poetry.dependencies]\npython = \"3\"\nlangchain = \"1\"",
                "langchain python",
            ),
            ("setup.py", "setup(name='x', install_requires=['jax>=0.4', \"flax\"])", "flax jax"),
            ("setup.cfg", "[options]\ninstall_requires =\n  torch>=1\n  numpy\n[x]\ny = 1", "numpy torch"),
            (
                "environment.yml",
                "name: x\ndependencies:\n  - pytorch::pytorch=2\n  - pip:\n    - trl==1",
                "pip pytorch trl",
            ),
            (
                "package.json",
                r#"{"dependencies": {"@ai-sdk/openai": "1"}, "devDependencies": {"vite": "1"}}"#,
                "@ai-sdk/openai",
            ),
            (
                "Cargo.toml",
                "[workspace.dependencies]\ncandle-core = \"1\"\n[dependencies]\nserde = \"1\"",
                "candle-core serde",
            ),
            (
                "go.mod",
                "module a.example/b\nrequire (\n\tgithub.com/ollama/ollama v1\n)",
                "github.com/ollama/ollama",
            ),
            ("CMakeLists.txt", "find_package(CUDAToolkit REQUIRED)\nadd_library(x)", "cudatoolkit"),
            (
                "pom.xml",
                "<artifactId>me</artifactId><dependency><artifactId>langchain4j</artifactId></dependency>",
                "langchain4j",
            ),
            ("build.gradle", "implementation 'dev.langchain4j:langchain4j:1.0'", "langchain4j"),
            (
                "a.csproj",
                "<PackageReference Include=\"Microsoft.SemanticKernel\" Version=\"1\"/>",
                "microsoft.semantickernel",
            ),
            ("Gemfile", "gem 'ruby-openai'\n# gem 'no'", "ruby-openai"),
            ("mix.exs", "defp deps do\n [{:bumblebee, \"~> 1\"}]\nend", "bumblebee"),
            (
                "Package.swift",
                ".package(url: \"https://github.com/ml-explore/mlx-swift.git\", from: \"1\")",
                "mlx-swift",
            ),
            ("DESCRIPTION", "Package: x\nImports: torch (>= 1), cli\nLicense: MIT", "cli torch"),
        ];
        for (path, text, expected) in cases {
            let found: Vec<String> = Manifest::read(path, text).dependencies.into_iter().collect();
            assert_eq!(found.join(" "), expected, "{path}");
        }
    }

    #[test]
    fn a_package_says_what_it_is() {
        let python = Manifest::read(
            "pyproject.toml",
            "[project]\nname = \"n\"\ndescription = \"d\"\nkeywords = [\"k\"]",
        );
        assert_eq!(python.name.as_deref(), Some("n"));
        assert_eq!(python.about, ["d", "k"]);
        let node = Manifest::read("package.json", r#"{"name": "n", "description": "d", "keywords": ["k"]}"#);
        assert_eq!((node.name, node.about), (python.name, python.about));
        let setup = Manifest::read("setup.py", "setup(name='n', description = \"it's d\", url='u')");
        assert_eq!((setup.name.as_deref(), setup.about), (Some("n"), vec!["it's d".to_owned()]));
    }

    #[test]
    fn a_broken_manifest_says_nothing() {
        assert_eq!(Manifest::read("package.json", "{\"dependencies\": {\"openai\""), Manifest::default());
    }
}
