//! The migrations are embedded when this crate is compiled: a changed or new one must compile it again.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
