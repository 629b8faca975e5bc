//! The built page is embedded when this crate is compiled for release; a development build reads it
//! from the folder at run time and need not be compiled again.

#[expect(clippy::disallowed_methods, reason = "this is how cargo tells a build script")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none() {
        println!("cargo::rerun-if-changed=../../web/dist");
    }
}
