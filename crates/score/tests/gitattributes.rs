//! Patterns match what git says they match.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use tributary_score::Pattern;

const PATTERNS: &[&str] = &[
    "*.js",
    "docs/**",
    "docs/*",
    "**/gen",
    "**/gen/*",
    "a/**/b",
    "/top.c",
    "top.c",
    "src/",
    "src/*.[ch]",
    "*.[!ch]",
    "src/?.c",
    "[a-c]*.rs",
    "[[:upper:]]*",
    "a\\*b",
    "**",
    "*",
    "a/*/c.txt",
    "**/*.min.js",
    "x**y",
    "a/b**",
    "[]-]x",
    "[^a]*.rs",
    "foo/**/bar/*.c",
    "**foo",
    "a/**",
    "[",
    "[[:nope:]]",
    "\\",
    "src/**/",
    "*.tar.*",
    "[a-]x",
    "[\\]]x",
];

const PATHS: &[&str] = &[
    "a.js",
    "src/a.js",
    "docs/a.md",
    "docs/b/c.md",
    "gen",
    "src/gen",
    "src/gen/a",
    "gen/a",
    "a/b",
    "a/x/b",
    "a/x/y/b",
    "top.c",
    "src/top.c",
    "src/a.c",
    "src/a.h",
    "src/a.o",
    "src/ab.c",
    "a.rs",
    "d.rs",
    "README",
    "a*b",
    "axb",
    "a/b/c.txt",
    "a/c.txt",
    "web/a.min.js",
    "a.min.js",
    "xzy",
    "x/y",
    "a/bc",
    "a/b/c",
    "]x",
    "-x",
    "foo/bar/a.c",
    "foo/x/y/bar/a.c",
    "xfoo",
    "x/xfoo",
    "[",
    "\\",
    "a.tar.gz",
    "ax",
    "src/x/a",
];

#[test]
fn patterns_match_what_git_says() {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command
    };
    assert!(git(&["init", "--quiet"]).status().unwrap().success());
    for pattern in PATTERNS {
        let quoted = format!("\"{}\" hit\n", pattern.replace('\\', "\\\\"));
        fs::write(folder.path().join(".gitattributes"), quoted).unwrap();
        let mut asked = git(&["check-attr", "-z", "--stdin", "hit"]);
        let mut asked =
            asked.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        asked.stdin.take().unwrap().write_all(PATHS.join("\0").as_bytes()).unwrap();
        let answer = String::from_utf8(asked.wait_with_output().unwrap().stdout).unwrap();
        let fields: Vec<&str> = answer.split('\0').collect();
        let hits: Vec<&str> =
            fields.chunks_exact(3).filter(|field| field[2] == "set").map(|field| field[0]).collect();
        let read = Pattern::new(pattern).unwrap();
        let ours: Vec<&str> = PATHS.iter().copied().filter(|path| read.matches(path)).collect();
        assert_eq!(ours, hits, "`{pattern}`");
    }
}
