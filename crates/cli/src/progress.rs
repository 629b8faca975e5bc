//! Progress on standard error: a bar on a terminal, now and then a line elsewhere.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::output;

const LINE_EVERY: Duration = Duration::from_secs(2);

/// Several pieces of work may go on at once, each with a line.
static BARS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// How far one piece of work is.
pub(crate) struct Progress {
    label: String,
    bar: ProgressBar,
    last: Instant,
}

impl Progress {
    /// Starts; `label` says what is worked on.
    pub(crate) fn start(label: &str) -> Self {
        let bar = BARS.add(ProgressBar::new(0));
        let style = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {msg} {elapsed}");
        bar.set_style(style.expect("the template is constant and right"));
        bar.set_prefix(label.to_owned());
        Self { label: label.to_owned(), bar, last: Instant::now() }
    }

    /// Says how far it is.
    pub(crate) fn at(&mut self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.bar.set_message("");
        if self.bar.is_hidden() && self.last.elapsed() >= LINE_EVERY {
            self.last = Instant::now();
            output::note(format!("{}: {done} of {total}", self.label));
        }
    }

    /// Says something beside the count, such as a wait and its reason.
    pub(crate) fn say(&self, message: &str) {
        if self.bar.is_hidden() {
            output::note(format!("{}: {message}", self.label));
        } else {
            self.bar.set_message(message.to_owned());
        }
    }

    /// Ends with a line that stays.
    pub(crate) fn finish(&self, message: &str) {
        self.clear();
        BARS.suspend(|| output::note(format!("{}: {message}", self.label)));
    }

    /// Ends without one.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
