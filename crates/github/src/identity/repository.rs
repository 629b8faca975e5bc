//! A public repository by its name or number, and the file at its root that says where its work is funded.
//!
//! GitHub answers a name of the past with the way to the repository as it is called now; a number always means the same
//! one.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use serde::Deserialize;
use tributary_model::{RepoId, RepositoryName};

use super::{
    IdentityClient, IdentityError,
    request::{At, Question},
};

/// What several funders read in a repository; each has a part of its own in it.
const FUNDING_FILE: &str = "FUNDING.json";
/// Some addresses need no more.
const MOST_FILE_BYTES: usize = 64 * 1024;

/// A repository that everybody can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRepository {
    /// The number that stays.
    pub id: RepoId,
    /// As it is called now.
    pub name: RepositoryName,
}

#[derive(Deserialize)]
struct Answer {
    id: RepoId,
    full_name: RepositoryName,
    private: bool,
}

#[derive(Deserialize)]
struct Moved {
    url: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type")]
    kind: String,
    encoding: String,
    content: String,
}

impl IdentityClient {
    /// The repository of this name, which may be one of the past; `None` when there is none that everybody can read.
    ///
    /// # Errors
    /// [`IdentityError`] when GitHub does not say.
    pub async fn repository(&self, name: &RepositoryName) -> Result<Option<PublicRepository>, IdentityError> {
        let path = format!("/repos/{}/{}", name.owner(), name.name());
        let question = Question::get(path, self.shared.token.clone());
        let reply = self.send(&question).await?;
        match reply.status {
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::OK => {
                let answer: Answer = serde_json::from_slice(&reply.body)
                    .map_err(|error| self.not_github(At::Api, &error.to_string()))?;
                Ok(public(answer))
            }
            status if status.is_redirection() => {
                let moved = serde_json::from_slice::<Moved>(&reply.body).ok();
                let number = moved.as_ref().and_then(|moved| moved.url.rsplit('/').next()?.parse().ok());
                let id = number.ok_or_else(|| self.not_github(At::Api, "a repository that moved nowhere"))?;
                self.repository_by_id(RepoId(id)).await
            }
            _ => Err(self.refusal(At::Api, &reply)),
        }
    }

    /// The repository with this number; `None` when there is none that everybody can read.
    ///
    /// # Errors
    /// [`IdentityError`] when GitHub does not say.
    pub async fn repository_by_id(&self, id: RepoId) -> Result<Option<PublicRepository>, IdentityError> {
        let found = self.read::<Answer>(format!("/repositories/{id}"), self.shared.token.clone()).await?;
        Ok(found.and_then(|(answer, _)| public(answer)).filter(|found| found.id == id))
    }

    /// `FUNDING.json` of the default branch; `None` when there is no such file.
    ///
    /// # Errors
    /// [`IdentityError::LongFile`], or another when GitHub does not say.
    pub async fn funding_file(&self, repository: &PublicRepository) -> Result<Option<String>, IdentityError> {
        let long = || IdentityError::LongFile {
            repository: repository.name.clone(),
            file: FUNDING_FILE,
            most: MOST_FILE_BYTES,
        };
        let path = format!("/repositories/{}/contents/{FUNDING_FILE}", repository.id);
        let found = match self.read::<File>(path, self.shared.token.clone()).await {
            Err(IdentityError::TooLarge { .. }) => return Err(long()),
            found => found?,
        };
        // A folder or a link of that name says nothing.
        let Some((file, _)) = found.filter(|(file, _)| file.kind == "file") else { return Ok(None) };
        if file.encoding != "base64" {
            return Err(long());
        }
        let mut content = file.content.into_bytes();
        content.retain(|byte| !byte.is_ascii_whitespace());
        let bytes = STANDARD.decode(content).map_err(|error| self.not_github(At::Api, &error.to_string()))?;
        if bytes.len() > MOST_FILE_BYTES {
            return Err(long());
        }
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn public(answer: Answer) -> Option<PublicRepository> {
    (!answer.private).then_some(PublicRepository { id: answer.id, name: answer.full_name })
}
