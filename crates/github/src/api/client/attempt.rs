//! One request, signed and sent, and its whole answer.

use std::sync::atomic::Ordering;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::json;
use tokio::time::{Instant, timeout};
use tributary_model::Timestamp;

use super::{GithubClient, Question, locked};
use crate::api::{
    GithubError,
    access::{Bearer, Made},
    address::rest_prefix,
    answer::{self, Answer, Asked},
};

impl GithubClient {
    /// One request and its whole answer.
    pub(super) async fn attempt(
        &self,
        asked: Asked<'_>,
        token: usize,
        question: Question,
    ) -> (Answer, Option<Timestamp>) {
        let bearer = match self.bearer(asked, token).await {
            Ok(bearer) => bearer,
            Err(answer) => return (answer, None),
        };
        let mut variables = question.variables;
        // What is left out is left out on GitHub's side too; what it makes of `null` differs from field to field.
        if let Some(variables) = variables.as_object_mut() {
            variables.retain(|_, value| !value.is_null());
        }
        let body = json!({ "query": question.query, "variables": variables });
        let (status, headers, body) = match self.post("/graphql", bearer, Some(&body)).await {
            Ok(answer) => answer,
            Err(busy) => return (busy, None),
        };
        let (left, renewed) = (answer::remaining(&headers), answer::until_reset(&headers));
        self.shared.tokens.told(token, left, renewed, Instant::now());
        let at = answer::server_time(&headers).and_then(Timestamp::from_unix);
        let begun = Instant::now();
        let answer = answer::read(asked, status, &headers, &body);
        locked(&self.usage).reading += begun.elapsed();
        (answer, at)
    }

    /// What the request is signed with; for an App, after a request for a token when the last one ended.
    async fn bearer(&self, asked: Asked<'_>, token: usize) -> Result<HeaderValue, Answer> {
        let installation = match &self.shared.bearers[token] {
            Bearer::Fixed(header) => return Ok(header.clone()),
            Bearer::Installation(installation) => installation,
        };
        let fetch = async |path: &str, signed: HeaderValue| {
            let path = format!("{}{path}", rest_prefix(&self.shared.api));
            let (status, headers, body) = self.post(&path, signed, None::<&()>).await?;
            match status {
                StatusCode::CREATED => match serde_json::from_slice::<Made>(&body) {
                    Ok(made) => Ok((made, answer::server_time(&headers))),
                    Err(error) => Err(Answer::Failed(self.misshapen(&error.to_string()))),
                },
                // Also an installation that was removed or suspended.
                StatusCode::NOT_FOUND | StatusCode::FORBIDDEN if answer::remaining(&headers) != Some(0) => {
                    let api = self.shared.api.clone();
                    Err(Answer::Failed(GithubError::BadToken { api, message: answer::message(&body) }))
                }
                _ => Err(answer::read(asked, status, &headers, &body)),
            }
        };
        installation.current(fetch).await
    }

    async fn post(
        &self,
        path: &str,
        bearer: HeaderValue,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Answer> {
        let begun = Instant::now();
        let sent = timeout(self.shared.patience.answer_timeout, self.send(path, bearer, body)).await;
        let mut usage = locked(&self.usage);
        usage.requests += 1;
        usage.asking += begun.elapsed();
        match sent {
            Ok(Ok(answer)) => {
                self.shared.answered.store(true, Ordering::Relaxed);
                Ok(answer)
            }
            Ok(Err(error)) => Err(Answer::Busy(said(&error))),
            Err(_) => {
                let seconds = self.shared.patience.answer_timeout.as_secs();
                Err(Answer::Busy(format!("no whole answer within {seconds} s")))
            }
        }
    }

    async fn send(
        &self,
        path: &str,
        bearer: HeaderValue,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), octocrab::Error> {
        let request = http::Request::builder().method(Method::POST).uri(path);
        let request = request.header(header::AUTHORIZATION, bearer);
        let request = self.shared.octocrab.build_request(request, body)?;
        let (head, body) = self.shared.octocrab.execute(request).await?.into_parts();
        Ok((head.status, head.headers, body.collect().await?.to_bytes().into()))
    }
}

/// An error's words with those behind it, without octocrab's backtraces.
pub(crate) fn said(error: &dyn std::error::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    // octocrab's own layer only names the layer.
    let mut next = error.source().or(Some(error));
    while let Some(error) = next {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default().to_owned();
        if !words.iter().any(|said| said.contains(&line)) {
            words.push(line);
        }
        next = error.source();
    }
    words.join(": ")
}
