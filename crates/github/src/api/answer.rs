//! What an HTTP answer of GitHub means. GraphQL tells many of its errors inside a success.

use std::time::Duration;

use super::{GithubError, Subject};
use http::{HeaderMap, StatusCode, header};
use jiff::fmt::rfc2822::DateTimeParser;
use serde::Deserialize;
use serde_json::Value;

/// What to do with an answer.
#[derive(Debug)]
pub(super) enum Answer {
    /// Complete data.
    Data(Value),
    /// A rate limit; come back after this long, when that was stated.
    Limited(&'static str, Option<Duration>),
    /// The server could not manage; ask again, and for less.
    Busy(String),
    /// Asking again is of no use.
    Failed(GithubError),
}

/// Where and what was asked, for errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) api: &'a str,
    pub(super) subject: &'a Subject,
}

impl Asked<'_> {
    /// A real refusal, which another token may not meet unless it is a block.
    pub(super) fn forbidden(self, message: &str) -> GithubError {
        // Taken down or suspended: GitHub says so with 403 too, and inside a success.
        if message.to_ascii_lowercase().contains("access blocked") {
            return self.blocked(message);
        }
        let (subject, api) = (self.subject.clone(), self.api.to_owned());
        GithubError::Forbidden { subject, api, message: message.to_owned() }
    }

    fn blocked(self, message: &str) -> GithubError {
        let (subject, api) = (self.subject.clone(), self.api.to_owned());
        GithubError::Blocked { subject, api, message: message.to_owned() }
    }
}

pub(super) const PRIMARY: &str = "the rate limit";
const SECONDARY: &str = "the secondary rate limit";

/// Beyond the moment that GitHub names: its clock and ours tick at different times.
const MARGIN: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Envelope {
    data: Option<Value>,
    #[serde(default)]
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
struct ErrorEntry {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    path: Vec<Value>,
}

/// Reads an answer whose body came whole.
pub(super) fn read(asked: Asked<'_>, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Answer {
    let api = asked.api.to_owned();
    if status.is_server_error() {
        return Answer::Busy(format!("status {status}"));
    }
    if status == StatusCode::FORBIDDEN || status == StatusCode::TOO_MANY_REQUESTS {
        return forbidden(asked, status, headers, &message(body));
    }
    if status.is_redirection() {
        let location = text(headers, header::LOCATION.as_str()).unwrap_or("an unnamed place").to_owned();
        return Answer::Failed(GithubError::Moved { api, location });
    }
    match status {
        StatusCode::OK => success(asked, headers, body),
        StatusCode::UNAUTHORIZED => Answer::Failed(GithubError::BadToken { api, message: message(body) }),
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => Answer::Failed(asked.blocked(&message(body))),
        _ => Answer::Failed(GithubError::NotGithub { api, reason: format!("status {status}") }),
    }
}

/// A point in time that GitHub states in seconds since 1970, seen from its own clock in the same answer.
pub(super) fn server_time(headers: &HeaderMap) -> Option<i64> {
    let date = text(headers, header::DATE.as_str())?;
    Some(DateTimeParser::new().parse_timestamp(date).ok()?.as_second())
}

/// What is left of the budget of points, when the answer tells.
pub(crate) fn remaining(headers: &HeaderMap) -> Option<u64> {
    text(headers, "x-ratelimit-remaining")?.parse().ok()
}

/// How long until the budget is renewed.
pub(crate) fn until_reset(headers: &HeaderMap) -> Option<Duration> {
    let reset: i64 = text(headers, "x-ratelimit-reset")?.parse().ok()?;
    let left = reset.checked_sub(server_time(headers)?)?.max(0);
    Some(Duration::from_secs(u64::try_from(left).ok()?) + MARGIN)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// 403 and 429 are limits, or a real refusal.
fn forbidden(asked: Asked<'_>, status: StatusCode, headers: &HeaderMap, message: &str) -> Answer {
    let retry_after = text(headers, header::RETRY_AFTER.as_str()).and_then(|wait| wait.trim().parse().ok());
    let spent = remaining(headers) == Some(0);
    let said = message.to_ascii_lowercase();
    if let Some(seconds) = retry_after {
        return Answer::Limited(SECONDARY, Some(Duration::from_secs(seconds)));
    }
    if said.contains("secondary rate limit") || said.contains("abuse detection") {
        return Answer::Limited(SECONDARY, if spent { until_reset(headers) } else { None });
    }
    if spent || said.contains("rate limit") || status == StatusCode::TOO_MANY_REQUESTS {
        return Answer::Limited(PRIMARY, if spent { until_reset(headers) } else { None });
    }
    Answer::Failed(asked.forbidden(message))
}

/// Status 200: data, errors, or both. Data beside errors is incomplete and never used.
fn success(asked: Asked<'_>, headers: &HeaderMap, body: &[u8]) -> Answer {
    let envelope: Envelope = match serde_json::from_slice(body) {
        Ok(envelope) => envelope,
        Err(error) if error.is_eof() => return Answer::Busy("the answer was cut short".to_owned()),
        Err(error) => {
            let reason = format!("status 200 with a body that is not GraphQL's JSON ({error})");
            return Answer::Failed(GithubError::NotGithub { api: asked.api.to_owned(), reason });
        }
    };
    // The error that decides may stand behind others.
    let some_data = envelope.data.is_some();
    let verdicts = envelope.errors.iter().map(|error| judge(asked, headers, error, some_data));
    let worst = verdicts.max_by_key(|answer| match answer {
        Answer::Data(_) => 0,
        Answer::Busy(_) => 1,
        Answer::Failed(_) => 2,
        Answer::Limited(..) => 3,
    });
    match (worst, envelope.data) {
        (Some(answer), _) => answer,
        (None, Some(data)) => Answer::Data(data),
        (None, None) => Answer::Busy("an answer without data".to_owned()),
    }
}

fn judge(asked: Asked<'_>, headers: &HeaderMap, error: &ErrorEntry, some_data: bool) -> Answer {
    let (api, message) = (asked.api.to_owned(), error.message.clone());
    let in_repository = error.path.first().and_then(Value::as_str) == Some("repository");
    match error.kind.as_str() {
        "RATE_LIMITED" | "RATE_LIMIT" => {
            Answer::Limited(PRIMARY, if remaining(headers) == Some(0) { until_reset(headers) } else { None })
        }
        "NOT_FOUND" => match asked.subject {
            Subject::Repository(name) if in_repository && error.path.len() == 1 => {
                Answer::Failed(GithubError::NotFound { repository: name.clone(), api })
            }
            _ => Answer::Failed(GithubError::Vanished { api, message }),
        },
        "FORBIDDEN" | "INSUFFICIENT_SCOPES" => Answer::Failed(asked.forbidden(&message)),
        "INVALID_CURSOR_ARGUMENTS" => Answer::Failed(GithubError::Cursor { api, message }),
        // No type: a question that was refused has no data at all; one that failed on the way has some, or
        // says that something went wrong.
        "" if some_data || message.contains("went wrong") || message.contains("timeout") => {
            Answer::Busy(message)
        }
        "SERVICE_UNAVAILABLE" | "INTERNAL" | "TIMEOUT" => Answer::Busy(message),
        _ => Answer::Failed(GithubError::Refused { api, message }),
    }
}

/// GitHub's words in an error that is not GraphQL's.
pub(crate) fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    let said = serde_json::from_slice(body).map_or_else(
        |_| String::from_utf8_lossy(body).lines().next().unwrap_or_default().trim().to_owned(),
        |said: Said| said.message,
    );
    if said.is_empty() { "no reason was given".to_owned() } else { said.chars().take(300).collect() }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const DATE: (&str, &str) = ("date", "Thu, 15 Jan 2026 18:00:00 GMT");
    const RESET: (&str, &str) = ("x-ratelimit-reset", "1768500090");
    const SPENT: (&str, &str) = ("x-ratelimit-remaining", "0");

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let subject = Subject::Repository("a/b".parse().unwrap());
        let asked = Asked { api: "https://api.example.org", subject: &subject };
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        read(asked, StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes())
    }

    fn error(kind: &str, path: &str, message: &str) -> String {
        format!(r#"{{"data":{{}},"errors":[{{"type":"{kind}","path":[{path}],"message":"{message}"}}]}}"#)
    }

    /// The limit's name and the wait in seconds.
    fn limit(answer: Answer) -> (&'static str, Option<u64>) {
        match answer {
            Answer::Limited(limit, wait) => (limit, wait.map(|wait| wait.as_secs())),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn data_alone_is_complete_and_data_beside_an_error_is_not() {
        let whole = answer(200, &[], r#"{"data":{"a":1}}"#);
        assert!(matches!(whole, Answer::Data(data) if data["a"] == 1));
        let half = r#"{"data":{"a":null},"errors":[{"message":"Something went wrong while executing your query."}]}"#;
        assert!(
            matches!(answer(200, &[], half), Answer::Busy(reason) if reason.starts_with("Something went wrong"))
        );
    }

    #[test]
    fn servers_that_fail_and_bodies_that_end_early_are_asked_again() {
        for status in [500, 502, 503, 504] {
            assert!(matches!(answer(status, &[], "<html>"), Answer::Busy(_)), "{status}");
        }
        assert!(matches!(answer(200, &[], r#"{"data":{"a":"#), Answer::Busy(_)));
        assert!(matches!(answer(200, &[], "{}"), Answer::Busy(_)));
    }

    #[test]
    fn a_wait_is_counted_by_githubs_own_clock() {
        let body = error("RATE_LIMITED", "", "API rate limit exceeded");
        assert_eq!(limit(answer(200, &[SPENT, RESET, DATE], &body)), (PRIMARY, Some(91)));
        assert_eq!(limit(answer(200, &[SPENT, RESET], &body)), (PRIMARY, None), "no clock");
        assert_eq!(limit(answer(200, &[], &error("RATE_LIMIT", "", "x"))), (PRIMARY, None));
        let said = r#"{"message":"API rate limit exceeded for user ID 1."}"#;
        assert_eq!(limit(answer(403, &[SPENT, RESET, DATE], said)), (PRIMARY, Some(91)));
    }

    #[test]
    fn secondary_limits_state_their_wait_or_do_not() {
        let said = r#"{"message":"You have exceeded a secondary rate limit."}"#;
        assert_eq!(limit(answer(403, &[("retry-after", "7")], said)), (SECONDARY, Some(7)));
        assert_eq!(limit(answer(403, &[], said)), (SECONDARY, None));
        assert_eq!(limit(answer(429, &[], "{}")), (PRIMARY, None));
    }

    #[test]
    fn a_limit_outweighs_other_errors_of_the_same_answer() {
        let body = r#"{"errors":[{"message":"Something went wrong"},{"type":"RATE_LIMITED","message":"m"}]}"#;
        assert_eq!(limit(answer(200, &[], body)), (PRIMARY, None));
    }

    #[test]
    fn refusals_name_what_was_refused() {
        let failed =
            |status, body: &str| match answer(status, &[("location", "https://new.example.org")], body) {
                Answer::Failed(error) => error,
                other => panic!("{other:?}"),
            };
        assert!(matches!(
            failed(200, &error("NOT_FOUND", r#""repository""#, "m")),
            GithubError::NotFound { repository, .. } if repository.to_string() == "a/b"
        ));
        assert!(matches!(failed(200, &error("NOT_FOUND", r#""t0""#, "m")), GithubError::Vanished { .. }));
        assert!(
            matches!(failed(200, &error("FORBIDDEN", "", "SAML")), GithubError::Forbidden { message, .. } if message == "SAML")
        );
        assert!(matches!(
            failed(200, &error("INVALID_CURSOR_ARGUMENTS", "", "m")),
            GithubError::Cursor { .. }
        ));
        let unknown = r#"{"errors":[{"message":"Field 'x' doesn't exist on type 'User'","extensions":{"code":"undefinedField"}}]}"#;
        assert!(matches!(
            failed(200, unknown),
            GithubError::Refused { message, .. } if message == "Field 'x' doesn't exist on type 'User'"
        ));
        let bad = r#"{"message":"Bad credentials"}"#;
        assert!(
            matches!(failed(401, bad), GithubError::BadToken { message, .. } if message == "Bad credentials")
        );
        assert!(matches!(
            failed(403, r#"{"message":"Must have admin rights"}"#),
            GithubError::Forbidden { .. }
        ));
        let blocked = r#"{"message":"Repository access blocked"}"#;
        for answer in [failed(451, "{}"), failed(403, blocked)] {
            assert!(
                matches!(&answer, GithubError::Blocked { subject, .. } if subject.to_string() == "a/b"),
                "{answer}"
            );
        }
        assert!(
            matches!(failed(301, ""), GithubError::Moved { location, .. } if location == "https://new.example.org")
        );
        assert!(matches!(failed(404, "<html>"), GithubError::NotGithub { .. }));
        assert!(matches!(failed(200, "<html>"), GithubError::NotGithub { .. }));
    }
}
