//! Funding rounds over HTTP.

mod giving;
mod reading;
mod results;
mod scene;
mod writing;
