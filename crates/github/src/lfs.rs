//! Git LFS: a short text that stands for a file elsewhere.

/// A pointer is shorter than this by its specification.
pub(crate) const POINTER_BYTES: u64 = 1024;

/// The bytes of what a pointer stands for; `None` for any other text.
pub(crate) fn pointed_bytes(text: &str) -> Option<u64> {
    let pointer = text.starts_with("version https://git-lfs.github.com/spec/");
    let size = text.lines().find_map(|line| line.strip_prefix("size ")).filter(|_| pointer)?;
    size.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pointer_states_the_bytes_of_another_file() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 2200119864\n";
        assert_eq!(pointed_bytes(pointer), Some(2_200_119_864));
        assert_eq!(pointed_bytes("size 2200119864\n"), None);
    }
}
