//! Reading what came in: themes, notes, and a second person's look.

use kernel::error::{Error, Result};
use thread::actions::care;
use thread::actions::code_voice::{CodeVoice, code_voice};
use thread::model::theme::Review;
use uuid::Uuid;

use super::Making;

impl Making<'_> {
    /// Reads what came in to a body and themes it.
    pub(super) async fn read(&mut self, body: usize) -> Result<()> {
        let id = self.body_at(body)?;
        let mut together = self.by(Self::officer(body)).await?;
        let mut read = Vec::new();
        for (n, heard) in self.heard.get(body).into_iter().flatten().enumerate() {
            if heard.read {
                continue;
            }
            let planned = self.plan.voices.get(heard.planned).ok_or(Error::NotFound)?;
            let mut add = Vec::new();
            for theme in &planned.themes {
                add.extend(self.theme(theme)?.filter(|theme| !add.contains(theme)));
            }
            if !add.is_empty() {
                let (voice, remove) = (heard.id, Vec::new());
                let what = CodeVoice { body: id, voice, add, remove, evidence: None };
                let done = code_voice(&together.tx, what).await?;
                together.keep(done);
            }
            if let Some(note) = &planned.note {
                let done = care::note(&together.tx, id, heard.id, note).await?;
                together.keep(done);
            }
            read.push(n);
        }
        together.commit().await?;
        self.mark(body, &read, |heard| heard.read = true)
    }

    /// A second person looks at what was themed.
    pub(super) async fn review(&mut self, body: usize) -> Result<()> {
        let id = self.body_at(body)?;
        let mut together = self.by("second-officer").await?;
        let mut seen = Vec::new();
        for (n, heard) in self.heard.get(body).into_iter().flatten().enumerate() {
            if !heard.read || heard.reviewed {
                continue;
            }
            seen.push(n);
            let planned = self.plan.voices.get(heard.planned).ok_or(Error::NotFound)?;
            let (Some(agrees), Some(theme)) = (planned.review, planned.themes.first()) else {
                continue;
            };
            let Some(theme) = self.theme(theme)? else { continue };
            let review = if agrees { Review::Agreed } else { Review::Disagreed };
            let done = care::review_assignment(&together.tx, id, heard.id, theme, review).await?;
            together.keep(done);
        }
        together.commit().await?;
        self.mark(body, &seen, |heard| heard.reviewed = true)
    }

    fn mark(
        &mut self,
        body: usize,
        which: &[usize],
        mark: impl Fn(&mut super::Heard),
    ) -> Result<()> {
        let heard = self.heard_by(body)?;
        for n in which {
            if let Some(heard) = heard.get_mut(*n) {
                mark(heard);
            }
        }
        Ok(())
    }

    /// The id and reference of a voice of the plan, once it was received.
    pub(super) fn received(&self, planned: usize) -> Option<(Uuid, &str)> {
        let heard = self.heard.iter().flatten().find(|heard| heard.planned == planned);
        heard.map(|heard| (heard.id, heard.reference.as_str()))
    }
}
