//! A local git clone by gix.
